//! Into which bins time is cut. What comes within a bin counts as if it had come at its beginning; all capacities are exact.

use std::collections::BTreeSet;

use super::chains::Chain;
use crate::jobs::Second;

/// Widths of the bins, in seconds: `fine` for as long as `near` before each deadline, `coarse` elsewhere.
pub(super) struct Widths {
    pub(super) fine: Second,
    pub(super) coarse: Second,
    pub(super) near: Second,
}

/// At which minute of the morning work came that is to be done by the evening matters little. With the fine ones everywhere, the bound of a
/// week of 60,000 jobs grows by less than a hundredth and takes three times as long.
pub(super) const WIDTHS: Widths = Widths { fine: 10 * 60, coarse: 30 * 60, near: 3_600 };

/// The edges of bins that lie one after the other, from the first release until the last deadline. Each deadline is an edge.
pub(super) fn edges(chains: &[Chain], widths: &Widths) -> Vec<Second> {
    let releases = chains.iter().filter_map(|chain| chain.works.first());
    let Some(first) = releases.map(|work| work.release).min() else { return Vec::new() };
    let deadlines: BTreeSet<Second> = chains.iter().map(|chain| chain.deadline).collect();
    let last = deadlines.last().copied().unwrap_or(first);
    let multiples = |width: Second, from: Second, until: Second| {
        let step = usize::try_from(width.max(1)).unwrap_or(usize::MAX);
        (from.div_euclid(width.max(1)) * width.max(1)..until).step_by(step)
    };
    let mut edges: BTreeSet<Second> = multiples(widths.coarse, first, last).collect();
    let mut fine_until = Second::MIN;
    for deadline in &deadlines {
        let from = first.max(deadline - widths.near).max(fine_until);
        edges.extend(multiples(widths.fine, from, *deadline));
        fine_until = *deadline;
    }
    edges.extend(deadlines);
    edges.into_iter().collect()
}
