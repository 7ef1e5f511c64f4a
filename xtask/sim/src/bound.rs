//! How few cutoffs anybody could have missed, also who knew the future. A bound from below: it draws no schedule.

mod alone;
mod chains;
mod grid;
mod network;
#[cfg(test)]
mod tests;

use chains::{Chain, Chains};
use grid::Widths;
use network::Network;

use crate::jobs::{Job, Resources, Second};

/// Works whose lengths differ by no more than one part in this are weighed together.
const ALIKE: Second = 40;
/// What sums of floating-point numbers may lack: it never makes a bound of whole works wrong by more than one, nor ever too high.
const LACKING: f64 = 1e-6;

/// A lower bound on how many of the jobs are not committed by their deadline, whoever does them in whatever order: who knows the future,
/// interrupts any work at any moment, leaves what is missed anyway, and does what comes after a commit (`tail`) after all deadlines. No work
/// goes on in a lane that is none any more; where it does, the lanes are to be [held over](crate::jobs::Capacity::held_over) by the longest one. Work that holds a browser
/// when there come to be fewer may keep it until its commit, as it does in [`crate::queue`].
///
/// Why it is valid. Everything that is taken from the problem here makes it easier:
///
/// 1. What would be late even if it began when it first could and was not interrupted is missed ([`chains`]).
/// 2. At any moment no more works go on than there were browsers at some moment within the longest work before it: the last of them
///    that began found one. So browsers are held over by the longest work.
/// 3. Work becomes a fluid that several lanes may share, yet no more lanes than works have come. What has to be done by one deadline in
///    one county is then limited only by the lane time after each arrival, and the most whole works are found by Moore's and Hodgson's
///    rule with time reversed ([`alone`]): a bound for each county and deadline, exact where one lane works without a break.
/// 4. With browsers: whoever commits a set of works does, of each work j, x(j) = seconds(j) of it, and all x that can be done lie in a
///    polymatroid whose rank f(P) is the most that can flow of the works P through bins with lanes and browsers ([`network`]; what comes
///    within a bin may use all of it, which adds flow). So the number of commits is at most the greatest sum of x(j) / seconds(j).
///    Let P(i) be the i shortest works. The sum is Σ x(P(i)) · (1/seconds(i) − 1/seconds(i+1)), by parts, with no negative factor: it
///    grows with each x(P(i)) ≤ f(P(i)), so that any f that is too large is valid as well. That is used twice: works that are nearly
///    alike are added to the flow together, and count as if the shortest of them had got it.
/// 5. Each work enters the flow with no more than its county's lanes alone would let be done of it behind shorter ones. In a flow, what
///    comes and what takes it away are complements: fewer browsers make what a further work adds smaller, never larger. So the works that
///    the greedy order does fit under these limits, and f stays large enough.
/// 6. Where the flow does everything that the lanes alone allow, browsers are not short, and the bound of 3 stands. Where it does not, there
///    is a cut: bins all of whose browsers are taken by chains that can use no others. Chains that share such bins are counted together
///    by 4, and no other chain has anything in these bins, so that each such group is a problem of its own, whose commits are a whole
///    number. The better of 3 and 4 is taken.
pub(crate) fn fewest_missed(jobs: &[Job], resources: &Resources) -> f64 {
    missed_at_least(jobs, resources, &grid::WIDTHS) as f64
}

fn missed_at_least(jobs: &[Job], resources: &Resources, widths: &Widths) -> usize {
    let Chains { mut chains, effortless } = Chains::of(jobs, resources);
    let lanes = &resources.counties;
    let alone: Vec<usize> = chains.iter_mut().map(|chain| alone::judge(chain, &lanes[chain.county])).collect();
    let longest = chains.iter().map(longest).max().unwrap_or(0);
    let browsers = resources.browsers.held_over(longest);
    let mut network = Network::new(&chains, grid::edges(&chains, widths), lanes, &browsers);
    let steps = fill(&mut network, &chains);

    let (groups, apart) = groups(&network.short_of_browsers());
    let apart: usize = apart.into_iter().map(|chain| alone[chain]).sum();
    let together = groups.into_iter().map(|group| {
        let by_lanes: usize = group.iter().map(|chain| alone[*chain]).sum();
        by_lanes.min(most_committed(&group, chains.len(), &steps))
    });
    let committed = effortless + apart + together.sum::<usize>();
    jobs.len().saturating_sub(committed)
}

fn longest(chain: &Chain) -> Second {
    chain.works.iter().map(|work| work.seconds).max().unwrap_or(0)
}

/// Works that are nearly alike, and how much their adding to all shorter ones added to what can be done.
struct Step {
    /// The chain of each, how long it is, and the most that can be done of it, the shortest first.
    works: Vec<(usize, Second, Second)>,
    /// By chain.
    more: Vec<(usize, Second)>,
}

/// Adds all works to the network, the shortest first.
fn fill(network: &mut Network, chains: &[Chain]) -> Vec<Step> {
    let works = chains.iter().enumerate().flat_map(|(index, chain)| chain.works.iter().map(move |work| (index, work)));
    let mut works: Vec<_> = works.filter(|(_, work)| work.alone > 0).collect();
    works.sort_by_key(|(_, work)| work.seconds);
    let mut steps = Vec::new();
    let mut rest = works.as_slice();
    while let Some((_, shortest)) = rest.first() {
        let most = shortest.seconds + shortest.seconds / ALIKE;
        let (alike, longer) = rest.split_at(rest.partition_point(|(_, work)| work.seconds <= most));
        rest = longer;
        let added: Vec<_> = alike.iter().map(|(chain, work)| (*chain, work.release, work.alone)).collect();
        let works = alike.iter().map(|(chain, work)| (*chain, work.seconds, work.alone)).collect();
        steps.push(Step { works, more: network.add_work(&added) });
    }
    steps
}

/// The most works of these chains that the flow lets be committed.
fn most_committed(group: &[usize], chains: usize, steps: &[Step]) -> usize {
    let mut is_in = vec![false; chains];
    for chain in group {
        is_in[*chain] = true;
    }
    let mut committed = 0.0;
    for step in steps {
        let more = step.more.iter().filter(|(chain, _)| is_in[*chain]);
        let mut more: Second = more.map(|(_, seconds)| seconds).sum();
        for (_, seconds, alone) in step.works.iter().filter(|(chain, ..)| is_in[*chain]) {
            let part = more.min(*alone);
            more -= part;
            committed += part as f64 / *seconds as f64;
        }
    }
    (committed + LACKING) as usize
}

/// Chains whose bins of which more is wanted than there is overlap, and all others. Of each chain these bins, if it has any.
fn groups(short: &[Option<(usize, usize)>]) -> (Vec<Vec<usize>>, Vec<usize>) {
    let apart = (0..short.len()).filter(|chain| short[*chain].is_none()).collect();
    let mut bins: Vec<_> =
        short.iter().enumerate().filter_map(|(chain, bins)| bins.map(|bins| (bins, chain))).collect();
    bins.sort_unstable();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut end = 0;
    for ((from, until), chain) in bins {
        match groups.last_mut() {
            Some(group) if from < end => group.push(chain),
            _ => groups.push(vec![chain]),
        }
        end = end.max(until);
    }
    (groups, apart)
}
