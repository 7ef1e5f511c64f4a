//! What the world drew, and what there is to do it with. Knows of no order in which it is worked on.

/// Seconds since the simulation's beginning.
pub(crate) type Second = i64;

/// How many of a thing there are from one moment until just before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Second,
    pub(crate) until: Second,
    pub(crate) many: u32,
}

/// How many of a thing there are over time: spans in order that do not overlap, and nothing outside of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Capacity(Vec<Span>);

/// An application as the world drew it: independent of the order in which it is worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) county: usize,
    pub(crate) arrives: Second,
    pub(crate) deadline: Second,
    /// Lane time that it needs until its commit, over all attempts that it needs by its nature.
    pub(crate) seconds: Second,
    /// Lane time after the commit.
    pub(crate) tail: Second,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Resources {
    /// Lanes of each county: sessions of its logins while its site is open, up and not held.
    pub(crate) counties: Vec<Capacity>,
    /// Over all hosts.
    pub(crate) browsers: Capacity,
}

impl Capacity {
    /// Of spans in order that do not overlap; those that hold nothing may be among them.
    pub(crate) fn new(spans: Vec<Span>) -> Self {
        let mut kept: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans.into_iter().filter(|span| span.many > 0 && span.from < span.until) {
            match kept.last_mut() {
                Some(last) if last.until == span.from && last.many == span.many => last.until = span.until,
                _ => kept.push(span),
            }
        }
        Self(kept)
    }

    /// In order, none of them empty.
    pub(crate) fn spans(&self) -> &[Span] {
        &self.0
    }

    /// The moment after which there is nothing any more, if there is anything.
    pub(crate) fn end(&self) -> Option<Second> {
        self.0.last().map(|span| span.until)
    }

    /// The first moment from `from` on at which there is one of this and one of the other.
    pub(crate) fn first_with(&self, other: &Self, from: Second) -> Option<Second> {
        let later = |spans: &[Span]| spans.partition_point(|span| span.until <= from);
        let (mut mine, mut theirs) = (later(&self.0), later(&other.0));
        loop {
            let (a, b) = (self.0.get(mine)?, other.0.get(theirs)?);
            let both = from.max(a.from).max(b.from);
            if both < a.until.min(b.until) {
                return Some(both);
            }
            if a.until <= b.until {
                mine += 1;
            } else {
                theirs += 1;
            }
        }
    }

    /// At each moment the most that there was in the `by` seconds before it, and is.
    pub(crate) fn held_over(&self, by: Second) -> Self {
        let by = by.max(0);
        let mut moments: Vec<Second> = self.0.iter().flat_map(|span| [span.from, span.until + by]).collect();
        moments.sort_unstable();
        moments.dedup();
        // The first that still lasts; those before it ended, for all last equally longer.
        let mut first = 0;
        let spans = moments.windows(2).map(|pair| {
            while self.0.get(first).is_some_and(|span| span.until + by <= pair[0]) {
                first += 1;
            }
            let begun = self.0[first..].iter().take_while(|span| span.from <= pair[0]);
            Span { from: pair[0], until: pair[1], many: begun.map(|span| span.many).max().unwrap_or(0) }
        });
        Self::new(spans.collect())
    }

    /// How much there is of it, in seconds, between each moment and the next, of which no more than `most` of the place at once.
    pub(crate) fn areas(&self, moments: &[Second], most: impl Fn(usize) -> u32) -> Vec<Second> {
        let mut first = 0;
        let areas = moments.windows(2).enumerate().map(|(place, pair)| {
            while self.0.get(first).is_some_and(|span| span.until <= pair[0]) {
                first += 1;
            }
            let within = self.0[first..].iter().take_while(|span| span.from < pair[1]);
            within
                .map(|span| {
                    let seconds = span.until.min(pair[1]) - span.from.max(pair[0]);
                    seconds * Second::from(span.many.min(most(place)))
                })
                .sum()
        });
        areas.collect()
    }
}
