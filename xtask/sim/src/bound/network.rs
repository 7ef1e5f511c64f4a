//! A flow of lane seconds: work waits from bin to bin of its chain, is done in one by its county's lanes, and there by the browsers.
//!
//! What flows is never taken back from a chain, only done in another bin. So a place from which no way leads to a free browser never
//! has one again, and is not looked at any more.

use std::collections::HashMap;

use super::chains::Chain;
use crate::jobs::{Capacity, Second};

/// How many times what is wanted has to be found before it is sent: ways share narrow places, and to look again takes longest.
const TIMES: Second = 16;

pub(super) struct Network {
    edges: Vec<Second>,
    /// Of each chain its first place, and one after the last.
    begins: Vec<usize>,
    places: Vec<Place>,
    lanes: Vec<Lanes>,
    bins: Vec<Bin>,
    /// By which node each was reached in which search.
    reached: Vec<(u32, usize)>,
    search: u32,
    is_dead: Vec<bool>,
    queue: Vec<usize>,
}

/// One chain in one bin.
struct Place {
    chain: usize,
    lanes: usize,
    /// What came and has not been given to any bin.
    wanting: Second,
    /// What waits from here until the chain's next bin.
    waits: Second,
    /// What is done here, and what could be more: no more lanes take part than works that have come.
    done: Second,
    room: Second,
}

/// One county in one bin.
struct Lanes {
    bin: usize,
    places: Vec<usize>,
    free: Second,
    used: Second,
}

struct Bin {
    lanes: Vec<usize>,
    free: Second,
}

enum Node {
    Place(usize),
    Lanes(usize),
    Bin(usize),
}

impl Network {
    /// `lanes` are those of each county.
    pub(super) fn new(chains: &[Chain], edges: Vec<Second>, lanes: &[Capacity], browsers: &Capacity) -> Self {
        let room = browsers.areas(&edges, |_| u32::MAX);
        let mut network = Self {
            begins: vec![0],
            places: Vec::new(),
            lanes: Vec::new(),
            bins: room.into_iter().map(|free| Bin { lanes: Vec::new(), free }).collect(),
            reached: Vec::new(),
            search: 0,
            is_dead: Vec::new(),
            queue: Vec::new(),
            edges,
        };
        let mut known = HashMap::new();
        for (index, chain) in chains.iter().enumerate() {
            network.add(index, chain, &lanes[chain.county], &mut known);
        }
        let nodes = network.places.len() + network.lanes.len() + network.bins.len();
        network.reached = vec![(0, 0); nodes];
        network.is_dead = vec![false; nodes];
        network
    }

    fn add(&mut self, index: usize, chain: &Chain, lanes: &Capacity, known: &mut HashMap<(usize, usize), usize>) {
        let first = self.bin_of(chain.works.first().map_or(chain.deadline, |work| work.release));
        let end = self.edges.partition_point(|edge| *edge < chain.deadline);
        let mut moments = self.edges[first..=end].to_vec();
        moments.extend(chain.works.iter().map(|work| work.release));
        moments.sort_unstable();
        moments.dedup();
        let own = lanes.areas(&moments, |place| chain.come_by(moments[place]));
        let all = lanes.areas(&self.edges[first..=end], |_| u32::MAX);
        let mut parts = moments.iter().zip(own).peekable();
        for (bin, all) in (first..end).zip(all) {
            let mut own = 0;
            while let Some((_, part)) = parts.next_if(|(moment, _)| **moment < self.edges[bin + 1]) {
                own += part;
            }
            let lanes = *known.entry((chain.county, bin)).or_insert_with(|| {
                self.bins[bin].lanes.push(self.lanes.len());
                self.lanes.push(Lanes { bin, places: Vec::new(), free: all, used: 0 });
                self.lanes.len() - 1
            });
            self.lanes[lanes].places.push(self.places.len());
            self.places.push(Place { chain: index, lanes, wanting: 0, waits: 0, done: 0, room: own });
        }
        self.begins.push(self.places.len());
    }

    fn bin_of(&self, moment: Second) -> usize {
        self.edges.partition_point(|edge| *edge <= moment).saturating_sub(1)
    }

    /// Adds work (its chain, its release, how much of it) and lets as much of all work be done as can be. Gives how much more that is, by
    /// chain, chains with none left out.
    pub(super) fn add_work(&mut self, works: &[(usize, Second, Second)]) -> Vec<(usize, Second)> {
        let mut sources: Vec<usize> = Vec::with_capacity(works.len());
        let mut more: HashMap<usize, Second> = HashMap::new();
        for (chain, release, seconds) in works {
            let place =
                self.begins[*chain] + self.bin_of(*release) - self.lanes[self.places[self.begins[*chain]].lanes].bin;
            self.places[place].wanting += seconds;
            *more.entry(*chain).or_default() += seconds;
            sources.push(place);
        }
        sources.sort_unstable();
        sources.dedup();
        for source in &sources {
            self.do_directly(*source);
        }
        loop {
            sources.retain(|source| self.places[*source].wanting > 0 && !self.is_dead[*source]);
            if sources.is_empty() {
                break;
            }
            let found = self.find_ways(&sources);
            if found.is_empty() {
                for node in self.queue.drain(..) {
                    self.is_dead[node] = true;
                }
            }
            for lanes in found {
                self.send(lanes);
            }
        }
        // What is left is left for good: its place is dead.
        for (chain, seconds) in &mut more {
            for place in &mut self.places[self.begins[*chain]..self.begins[*chain + 1]] {
                *seconds -= std::mem::take(&mut place.wanting);
            }
        }
        let mut more: Vec<_> = more.into_iter().filter(|(_, seconds)| *seconds > 0).collect();
        more.sort_unstable();
        more
    }

    /// Of each chain the bins from which no way leads to a free browser: from the first such until its end, and none if all that it wanted
    /// found its way.
    pub(super) fn short_of_browsers(&self) -> Vec<Option<(usize, usize)>> {
        let chains = self.begins.windows(2).map(|pair| {
            let dead = (pair[0]..pair[1]).find(|place| self.is_dead[*place])?;
            let bin = |place: usize| self.lanes[self.places[place].lanes].bin;
            Some((bin(dead), bin(pair[1] - 1) + 1))
        });
        chains.collect()
    }

    /// In the first bins that are free, without moving anything.
    fn do_directly(&mut self, source: usize) {
        let end = self.begins[self.places[source].chain + 1];
        let mut wanting = std::mem::take(&mut self.places[source].wanting);
        for place in source..end {
            let lanes = &mut self.lanes[self.places[place].lanes];
            let bin = &mut self.bins[lanes.bin];
            let part = wanting.min(self.places[place].room).min(lanes.free).min(bin.free);
            lanes.free -= part;
            lanes.used += part;
            bin.free -= part;
            wanting -= part;
            self.places[place].done += part;
            self.places[place].room -= part;
            if wanting == 0 {
                return;
            }
            self.places[place].waits += wanting;
        }
        // Nothing waits beyond the end, and what found no bin does not wait.
        for place in source..end {
            self.places[place].waits -= wanting;
        }
        self.places[source].wanting = wanting;
    }

    fn node(&self, index: usize) -> Node {
        let lanes = index.checked_sub(self.places.len());
        let bin = lanes.and_then(|lanes| lanes.checked_sub(self.lanes.len()));
        match (lanes, bin) {
            (_, Some(bin)) => Node::Bin(bin),
            (Some(lanes), None) => Node::Lanes(lanes),
            (None, None) => Node::Place(index),
        }
    }

    /// Breadth first from all sources, until there is room for many times what they want. Gives the nodes of lanes that are free in bins
    /// where browsers are; each has its way back. Where there are none, everything that can be reached has been.
    fn find_ways(&mut self, sources: &[usize]) -> Vec<usize> {
        self.search += 1;
        self.queue.clear();
        for source in sources {
            self.reach(*source, *source);
        }
        let wanting: Second = sources.iter().map(|source| self.places[*source].wanting).sum();
        let mut wanting = wanting * TIMES;
        let mut found = Vec::new();
        let mut next = 0;
        while let Some(index) = self.queue.get(next).copied().filter(|_| wanting > 0) {
            next += 1;
            match self.node(index) {
                Node::Place(place) => {
                    let chain = self.places[place].chain;
                    if self.places[place].room > 0 {
                        self.reach(self.places.len() + self.places[place].lanes, index);
                    }
                    if place + 1 < self.begins[chain + 1] {
                        self.reach(place + 1, index);
                    }
                    if place > self.begins[chain] && self.places[place - 1].waits > 0 {
                        self.reach(place - 1, index);
                    }
                }
                Node::Lanes(lanes) => {
                    let bin = self.lanes[lanes].bin;
                    if self.lanes[lanes].free > 0 {
                        if self.bins[bin].free > 0 {
                            found.push(index);
                            wanting -= self.lanes[lanes].free.min(self.bins[bin].free);
                        } else {
                            self.reach(self.places.len() + self.lanes.len() + bin, index);
                        }
                    }
                    for other in 0..self.lanes[lanes].places.len() {
                        let place = self.lanes[lanes].places[other];
                        if self.places[place].done > 0 {
                            self.reach(place, index);
                        }
                    }
                }
                Node::Bin(bin) => {
                    for other in 0..self.bins[bin].lanes.len() {
                        let lanes = self.bins[bin].lanes[other];
                        if self.lanes[lanes].used > 0 {
                            self.reach(self.places.len() + lanes, index);
                        }
                    }
                }
            }
        }
        found
    }

    fn reach(&mut self, index: usize, from: usize) {
        if self.reached[index].0 != self.search && !self.is_dead[index] {
            self.reached[index] = (self.search, from);
            self.queue.push(index);
        }
    }

    /// Lets as much flow on the way to these lanes as there is room for by now.
    fn send(&mut self, lanes: usize) {
        let Node::Lanes(end) = self.node(lanes) else { return };
        let mut room = self.lanes[end].free.min(self.bins[self.lanes[end].bin].free);
        let mut at = lanes;
        loop {
            let from = self.reached[at].1;
            let on_the_way = match (self.node(from), self.node(at)) {
                (Node::Place(from), Node::Place(to)) if from == to => self.places[to].wanting,
                (Node::Place(from), Node::Place(to)) if to < from => self.places[to].waits,
                (Node::Place(from), Node::Lanes(_)) => self.places[from].room,
                (Node::Lanes(_), Node::Place(to)) => self.places[to].done,
                (Node::Lanes(from), Node::Bin(_)) => self.lanes[from].free,
                (Node::Bin(_), Node::Lanes(to)) => self.lanes[to].used,
                _ => Second::MAX,
            };
            room = room.min(on_the_way);
            if from == at || room == 0 {
                break;
            }
            at = from;
        }
        if room > 0 {
            self.flow(lanes, end, room);
        }
    }

    fn flow(&mut self, lanes: usize, end: usize, amount: Second) {
        let bin = self.lanes[end].bin;
        self.bins[bin].free -= amount;
        self.lanes[end].free -= amount;
        self.lanes[end].used += amount;
        let mut at = lanes;
        loop {
            let from = self.reached[at].1;
            match (self.node(from), self.node(at)) {
                (Node::Place(from), Node::Place(to)) if from == to => self.places[to].wanting -= amount,
                (Node::Place(from), Node::Place(to)) if to < from => self.places[to].waits -= amount,
                (Node::Place(from), Node::Place(_)) => self.places[from].waits += amount,
                (Node::Place(from), _) => {
                    self.places[from].done += amount;
                    self.places[from].room -= amount;
                }
                (_, Node::Place(to)) => {
                    self.places[to].done -= amount;
                    self.places[to].room += amount;
                }
                (Node::Lanes(from), _) => {
                    self.lanes[from].free -= amount;
                    self.lanes[from].used += amount;
                }
                (_, Node::Lanes(to)) => {
                    self.lanes[to].free += amount;
                    self.lanes[to].used -= amount;
                }
                _ => {}
            }
            if from == at {
                return;
            }
            at = from;
        }
    }
}
