//! Where a running simulation listens.

use serde::{Deserialize, Serialize};

/// Where everything listens: the line the binary prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// Base URL of Alder's site.
    pub alder: String,
    /// Base URL of Birch's site.
    pub birch: String,
    /// Base URL of Cedar's site.
    pub cedar: String,
    /// Base URL of Dogwood's site.
    pub dogwood: String,
    /// Base URL of Elm's site.
    pub elm: String,
    /// Base URL of the control port.
    pub control: String,
    /// Its bearer token.
    pub control_token: String,
    /// The certificate, in PEM, of the authority that the counties' servers are certified by; none over plain http.
    pub authority: Option<String>,
}
