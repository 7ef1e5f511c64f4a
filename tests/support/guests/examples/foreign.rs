//! Speaks a version of the contract that no host offers.
#![allow(unsafe_code, missing_docs, unreachable_pub, unused_qualifications, clippy::all, reason = "mostly generated")]

wit_bindgen::generate!({
    inline: "
        package postrider:county@2.0.0;
        interface form { press-everything: func() -> bool; }
        interface submitter { submit: func() -> string; }
        world county-plugin { import form; export submitter; }
    ",
});

struct Foreign;

impl exports::postrider::county::submitter::Guest for Foreign {
    fn submit() -> String {
        postrider::county::form::press_everything().to_string()
    }
}

#[used]
#[cfg_attr(target_family = "wasm", unsafe(link_section = "postrider:manifest"))]
static MANIFEST: [u8; include_bytes!("../manifest.toml").len()] = *include_bytes!("../manifest.toml");

export!(Foreign);
