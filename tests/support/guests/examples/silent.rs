//! Has no manifest.
use postrider_sdk::prelude::*;
use postrider_sdk::submitter::Plugin;

struct Silent;

impl Submitter for Silent {
    fn submit(_: &Application, page: &Page) -> Result<Receipt, Stop> {
        page.current()?;
        Err(Stop::unavailable("should not have been installed"))
    }

    fn probe(_: &Page) -> Result<(), Stop> {
        Ok(())
    }
}

// What `register!` does, but for the manifest.
type Exported = Plugin<Silent>;
postrider_sdk::bindings::export_plugin!(Exported with_types_in postrider_sdk::bindings);
