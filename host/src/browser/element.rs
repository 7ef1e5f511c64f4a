//! Names for things inside a browser: elements and windows. Opaque outside the session that handed them out.

use serde::{Deserialize, Serialize};

/// An element of a page, as the driver names it. It goes into and comes out of [`execute`](super::Session::execute) as the
/// JSON object that W3C WebDriver prescribes, and is void once its page is gone ([`Stale`](super::BrowserError::Stale)).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ElementRef {
    #[serde(rename = "element-6066-11e4-a52e-4f735466cecf")]
    id: String,
}

impl ElementRef {
    pub(super) fn id(&self) -> &str {
        &self.id
    }
}

/// One window or tab.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WindowHandle(String);

impl WindowHandle {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}
