//! Built for wasm32-wasip2: takes handle after handle from the clock that WASI offers, and gives none back.
#![allow(unsafe_code, missing_docs, unreachable_pub, unused_qualifications, clippy::all, reason = "mostly generated")]

use postrider_sdk::prelude::*;

wit_bindgen::generate!({
    inline: "
        package guests:grabs;
        world grabs { import wasi:clocks/monotonic-clock@0.2.0; }
        package wasi:io@0.2.0 {
            interface poll {
                resource pollable { ready: func() -> bool; block: func(); }
                poll: func(in: list<borrow<pollable>>) -> list<u32>;
            }
        }
        package wasi:clocks@0.2.0 {
            interface monotonic-clock {
                use wasi:io/poll@0.2.0.{pollable};
                type instant = u64;
                type duration = u64;
                now: func() -> instant;
                resolution: func() -> duration;
                subscribe-instant: func(when: instant) -> pollable;
                subscribe-duration: func(when: duration) -> pollable;
            }
        }
    ",
    generate_all,
});

struct Grabs;

impl Submitter for Grabs {
    fn submit(_: &Application, _: &Page) -> Result<Receipt, Stop> {
        loop {
            std::mem::forget(wasi::clocks::monotonic_clock::subscribe_duration(1));
        }
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

postrider_sdk::register!(Grabs);
