//! Bodies that wait for each other.

use super::*;

const MIB: usize = 1 << 20;
const BOUNDS: Bounds = Bounds {
    whole: 16 * MIB,
    client: 8 * MIB,
    largest: 4 * MIB,
    wait: Duration::from_millis(5),
    pace: Duration::from_secs(1),
};

async fn reserves(share: &mut Share, mib: usize) -> bool {
    share.reserve(mib * MIB).await.is_ok()
}

#[tokio::test]
async fn one_client_leaves_the_others_their_room() {
    let memory = Memory::new(BOUNDS);
    let mut greedy: Vec<Share> = (0..20).map(|_| memory.share("greedy")).collect();
    let mut reserved = 0;
    for share in &mut greedy {
        reserved += usize::from(reserves(share, 4).await);
    }
    assert_eq!(reserved, 2, "8 MiB of one client");
    assert!(reserves(&mut memory.share("other"), 4).await);
    assert!(memory.share("greedy").reserve(UNCOUNTED).await.is_ok(), "what is small waits for nothing");
    let problem = memory.share("greedy").reserve(4 * MIB).await.unwrap_err();
    assert!(format!("{problem:?}").contains("too-much-at-once"), "{problem:?}");
}

#[tokio::test]
async fn what_only_was_announced_takes_nothing() {
    let memory = Memory::new(BOUNDS);
    let _waiting: Vec<Share> = (0..100).map(|number| memory.share(&format!("client-{number}"))).collect();
    assert!(reserves(&mut memory.share("other"), 4).await);
}

/// However they grow, the oldest comes to its end, then the next: no set of bodies waits for itself.
#[tokio::test]
async fn bodies_that_grow_side_by_side_all_come_to_their_end() {
    let memory = Memory::new(BOUNDS);
    let mut growing: Vec<(Share, usize)> =
        (0..12).map(|number| (memory.share(&format!("client-{}", number % 5)), 0)).collect();
    let mut rounds = 0;
    while !growing.is_empty() {
        let mut grew = false;
        for (share, mib) in &mut growing {
            if reserves(share, *mib + 1).await {
                (*mib, grew) = (*mib + 1, true);
            }
        }
        let reserved: usize = memory.bodies().reserved.values().map(|reserved| reserved.bytes).sum();
        assert!(grew && reserved <= BOUNDS.whole, "{reserved} bytes in round {rounds}");
        growing.retain(|(_, mib)| *mib < 4);
        rounds += 1;
    }
    assert!(memory.bodies().reserved.is_empty());
}

#[tokio::test]
async fn who_waits_goes_on_when_room_is_given_back() {
    let memory = Memory::new(Bounds { wait: Duration::from_secs(10), ..BOUNDS });
    let (mut first, mut second, mut third) = (memory.share("a"), memory.share("a"), memory.share("a"));
    assert!(reserves(&mut first, 4).await && reserves(&mut second, 4).await);
    let mut waiting = std::pin::pin!(reserves(&mut third, 4));
    let at_once = tokio::time::timeout(Duration::ZERO, waiting.as_mut()).await;
    assert!(at_once.is_err(), "there is room for two");
    drop(second);
    assert!(waiting.await);
}
