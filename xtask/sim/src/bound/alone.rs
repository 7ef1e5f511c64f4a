//! What the lanes of a county allow by themselves, as if there were browsers without end. Knows one county and one deadline.

use std::collections::BinaryHeap;

use super::chains::Chain;
use crate::jobs::{Capacity, Second};

/// Says of each work how much of it can be done behind all that is shorter, and gives the most works that can be done whole.
///
/// Work is a fluid here that any number of lanes take part in, no more than there are works that have come. All has to be done by the same
/// deadline, so only how much is done of what came late is limited: by the lane time from then on.
pub(super) fn judge(chain: &mut Chain, lanes: &Capacity) -> usize {
    let moments = chain.moments();
    let room = lanes.areas(&moments, |place| chain.come_by(moments[place]));
    share(chain, &moments, &room);
    most_whole(chain, &moments, &room)
}

/// The shortest first, each as early as it can be: what is left is as late as it can be, where all that comes later may use it.
fn share(chain: &mut Chain, moments: &[Second], room: &[Second]) {
    let mut left = room.to_vec();
    // Where room is left at or after each place, as far as is known; the last place is past all.
    let mut next: Vec<usize> = (0..=left.len()).collect();
    let mut order: Vec<usize> = (0..chain.works.len()).collect();
    order.sort_by_key(|work| chain.works[*work].seconds);
    for work in order {
        let work = &mut chain.works[work];
        let mut place = moments.partition_point(|moment| *moment < work.release);
        let mut wanting = work.seconds;
        while wanting > 0 {
            place = find(&mut next, place);
            let Some(left) = left.get_mut(place) else { break };
            let part = wanting.min(*left);
            wanting -= part;
            *left -= part;
            if *left == 0 {
                next[place] = place + 1;
            }
        }
        work.alone = work.seconds - wanting;
    }
}

/// Moore's and Hodgson's rule with time reversed: from the deadline back to each arrival, while it is too much without the longest.
fn most_whole(chain: &Chain, moments: &[Second], room: &[Second]) -> usize {
    let mut works = chain.works.iter().rev().peekable();
    let mut done = BinaryHeap::new();
    let (mut lane_time, mut total) = (0, 0);
    for (moment, room) in moments.iter().zip(room).rev() {
        lane_time += room;
        while let Some(work) = works.next_if(|work| work.release >= *moment) {
            done.push(work.seconds);
            total += work.seconds;
        }
        while total > lane_time {
            total -= done.pop().unwrap_or(total);
        }
    }
    done.len()
}

fn find(next: &mut [usize], mut place: usize) -> usize {
    while next[place] != place {
        next[place] = next[next[place]];
        place = next[place];
    }
    place
}
