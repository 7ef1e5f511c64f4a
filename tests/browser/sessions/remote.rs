//! Browsers of a remote end, over https: a driver that was started by hand stands in for a grid, which starts the same ones. No
//! file of ours is there, so what makes them trust the host travels in their capabilities.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use postrider::browser::{BrowserError, Kind, Remote, TlsOptions};
use serde_json::json;

use crate::fixture::{BOTH, TestFleet, find, secure, until};

/// A driver, until it is dropped.
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    fn start(kind: Kind) -> Driver {
        // Free a moment ago; nothing else here takes ports.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let program = match kind {
            Kind::Firefox => std::env::home_dir().unwrap().join(".cargo/bin/geckodriver"),
            Kind::Chromium => PathBuf::from("/usr/bin/chromedriver"),
        };
        let process = Command::new(program)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Driver { process, port }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn remote_browsers_open_https_and_the_gate_holds() {
    for kind in BOTH {
        let driver = Driver::start(kind);
        until("the driver listens", async || TcpStream::connect(("127.0.0.1", driver.port)).is_ok()).await;
        let test = TestFleet::with(|config| {
            let url = format!("http://127.0.0.1:{}", driver.port).parse().unwrap();
            config.remote = Some(Remote { url, proxy: "127.0.0.1".to_owned(), nodes: Vec::new() });
            config.firefox = Some("/usr/bin/firefox-esr".into());
            config.chromium = Some("/usr/lib/chromium/chromium".into());
        });
        let session = test.fleet.open(kind, test.secure_policy()).await.unwrap();
        session.open(&secure("/")).await.unwrap();
        assert_eq!(session.title().await.unwrap(), "Alder", "{kind:?}");
        assert_eq!(session.execute("return isSecureContext", vec![]).await.unwrap(), json!(true), "{kind:?}");
        session.click(&find(&session, "#send").await).await.unwrap();
        until("the gate has refused", async || session.submit_seen().refused == 1).await;
        assert_eq!(test.county.submits(), 0);
        session.close().await;

        // Whatever the browser takes of the proxy, the proxy takes no wrong certificate of the county.
        let mut policy = test.secure_policy();
        policy.tls = TlsOptions::default();
        let session = test.fleet.open(kind, policy).await.unwrap();
        let refused = session.open(&secure("/")).await;
        let Err(BrowserError::Unreachable { status: None, reason, .. }) = &refused else {
            panic!("{kind:?} {refused:?}")
        };
        assert!(reason.contains("unknown issuer"), "{reason}");
        session.close().await;
    }
}
