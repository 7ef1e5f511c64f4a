//! What was noticed while a world was carried out: rules that were broken.

/// How many of a kind are described; the others are only counted.
const MOST_DESCRIBED: usize = 10;

/// What must never be.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    pub(crate) lease_breaches: u64,
    pub(crate) out_of_order: u64,
    pub(crate) unseen: u64,
    /// The first of each kind, by application.
    pub(crate) described: Vec<String>,
}

impl Checks {
    /// More was used than there is, by more than one, or by nobody's leave.
    pub(crate) fn breach(&mut self, application: usize, what: &str) {
        self.lease_breaches += 1;
        self.describe(self.lease_breaches, application, what);
    }

    /// Another one's turn was before it.
    pub(crate) fn out_of_order(&mut self, application: usize, what: &str) {
        self.out_of_order += 1;
        self.describe(self.out_of_order, application, what);
    }

    /// A deadline passed, and nobody was told.
    pub(crate) fn unseen(&mut self, application: usize, what: &str) {
        self.unseen += 1;
        self.describe(self.unseen, application, what);
    }

    fn describe(&mut self, number: u64, application: usize, what: &str) {
        if usize::try_from(number).is_ok_and(|number| number <= MOST_DESCRIBED) {
            self.described.push(format!("application {application}: {what}"));
        }
    }
}
