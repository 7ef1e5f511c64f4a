//! Built for wasm32-wasip2, so that it imports WASI: looks for files, the environment and the network, and tells what it
//! found.
use postrider_sdk::prelude::*;

struct Wasi;

impl Submitter for Wasi {
    fn submit(_: &Application, _: &Page) -> Result<Receipt, Stop> {
        let found = [
            std::fs::read_dir("/").is_ok(),
            std::fs::read("/etc/passwd").is_ok(),
            std::env::vars().next().is_some(),
            std::net::TcpStream::connect("127.0.0.1:80").is_ok(),
        ];
        Err(Stop::drifted("nothing", &format!("{found:?}")))
    }

    #[expect(clippy::print_stdout, reason = "what becomes of it is the question")]
    fn probe(_: &Page) -> Result<(), Stop> {
        println!("standard output goes to the log");
        Ok(())
    }
}

postrider_sdk::register!(Wasi);
