//! What the counties really hold: each arrival of each application, by whichever way.

use crate::jobs::Second;

/// An application that arrived.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub(crate) at: Second,
    /// From when on the county's search shows it.
    pub(crate) shown: Second,
    pub(crate) number: String,
    pub(crate) by_hand: bool,
}

/// By application.
pub(crate) struct Truth(Vec<Vec<Arrived>>);

impl Truth {
    pub(crate) fn new(applications: usize) -> Self {
        Self(vec![Vec::new(); applications])
    }

    /// The county takes it. Gives the number that its confirmation has.
    pub(crate) fn arrive(&mut self, application: usize, at: Second, processing: Second, by_hand: bool) -> String {
        let arrived = &mut self.0[application];
        let number = format!("R-{application}-{}", arrived.len() + 1);
        arrived.push(Arrived { at, shown: at + processing, number: number.clone(), by_hand });
        number
    }

    pub(crate) fn of(&self, application: usize) -> &[Arrived] {
        &self.0[application]
    }

    /// What the county's search shows at a moment.
    pub(crate) fn shown(&self, application: usize, at: Second) -> Option<&Arrived> {
        self.0[application].iter().find(|arrived| arrived.shown <= at)
    }
}
