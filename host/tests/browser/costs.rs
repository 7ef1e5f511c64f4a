//! What sessions and commands cost here and now: prints, asserts nothing, runs only when asked for.

use super::*;

/// Prints what docs/measured.md holds: `cargo test -p postrider --release --test browser -- --ignored --nocapture costs`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures, proves nothing"]
async fn costs() {
    let house = House::new();
    for kind in BOTH {
        let (mut opening, mut closing) = (Vec::new(), Vec::new());
        for _ in 0..7 {
            let start = Instant::now();
            let session = house.session(kind).await;
            opening.push(start.elapsed());
            session.open(&at("/")).await.unwrap();
            let start = Instant::now();
            session.close().await;
            closing.push(start.elapsed());
        }
        println!("{kind:?}: new session {:?}, close {:?}", p50(opening), p50(closing));
        let session = house.session(kind).await;
        session.open(&at("/")).await.unwrap();
        let count = find(&session, "#count").await;
        let name = find(&session, "#name").await;
        let actions = json!([{ "type": "pointer", "id": "mouse", "actions": [
            { "type": "pointerMove", "origin": count, "x": 0, "y": 0 },
            { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 } ] }]);
        println!("  title {:?}", timed(async || session.title().await.map(drop)).await);
        println!("  execute {:?}", timed(async || session.execute("return 1", vec![]).await.map(drop)).await);
        println!("  pointer actions {:?}", timed(async || session.perform(actions.clone()).await).await);
        println!("  element click {:?}", timed(async || session.click(&count).await).await);
        println!("  10 keys {:?}", timed(async || session.send_keys(&name, "0123456789").await).await);
        println!("  open {:?}", timed(async || session.open(&at("/")).await).await);
        println!("  screenshot {:?}", timed(async || session.screenshot().await.map(drop)).await);
        session.close().await;
    }
}

async fn timed(mut command: impl AsyncFnMut() -> Result<(), BrowserError>) -> Duration {
    let mut all = Vec::new();
    for _ in 0..21 {
        let start = Instant::now();
        command().await.unwrap();
        all.push(start.elapsed());
    }
    p50(all)
}

fn p50(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all[all.len() / 2]
}
