//! Documents wait for the browser in plain text: readable by the host's own user alone, and only as long as the attempt lives,
//! whatever ends it.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use harness::{Harness, Settings, until};
use tokio::net::TcpListener;

use crate::applications;

/// Every file and folder below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.extend(below(&entry.path()));
        }
        found.push(entry.path());
    }
    found
}

#[tokio::test]
async fn documents_are_closed_to_others_and_go_with_their_attempt() -> Result<()> {
    // It takes connections and says nothing: the attempt hangs where its documents are laid out.
    let silent = TcpListener::bind("127.0.0.1:0").await?;
    let settings = Settings::one_session().with_county("99008", "listens.test", silent.local_addr()?);
    let mut harness = Harness::bare(settings).await?;
    let client = harness.host.client();
    client.install(&harness::guest("listens.wasm")?).await?;
    client.submit(&applications::with_documents("99008")?, None).await??;

    let data = harness.host.folder().join("data");
    let scratch = data.join("scratch");
    let laid_out = until("two documents to be laid out", Duration::from_secs(60), || async {
        let found = below(&scratch);
        Ok((found.iter().filter(|path| path.is_file()).count() == 2).then_some(found))
    })
    .await?;
    for path in laid_out.into_iter().chain([scratch.clone(), data.join("browsers")]) {
        let mode = std::fs::metadata(&path)?.permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
    }

    harness.host.stop().await?;
    assert_eq!(below(&scratch), Vec::<PathBuf>::new(), "after an orderly stop");
    assert_eq!(below(&data.join("browsers")), Vec::<PathBuf>::new(), "after an orderly stop");
    Ok(())
}

/// A kill leaves what there was; the next start removes it before anything else.
#[tokio::test]
async fn what_a_killed_host_left_goes_at_the_next_start() -> Result<()> {
    let mut harness = Harness::bare(Settings::one_session()).await?;
    harness.host.kill().await?;
    let left = harness.host.folder().join("data/scratch/attempt/0");
    std::fs::create_dir_all(&left)?;
    std::fs::write(left.join("stub.pdf"), "%PDF")?;
    harness.host.restart().await?;
    assert_eq!(below(&harness.host.folder().join("data/scratch")), Vec::<PathBuf>::new());
    Ok(())
}
