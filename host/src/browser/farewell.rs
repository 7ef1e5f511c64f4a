//! What a used session does at its county before it is anybody else's: ends what the county counts as a session of its own. Plain values;
//! `session::sign_out` does it.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use url::Url;

/// The county's own sessions, one of each login, and who is told that they are over.
pub struct Farewell {
    /// The login's name, and the address that ends its session; without one nothing does but time.
    pub logins: Vec<(String, Option<Url>)>,
    /// Told the name of each login whose session is over. Nobody is told of one that may not be.
    pub over: Box<dyn Fn(String) -> Announcement + Send + Sync>,
}

/// Somebody is being told.
pub type Announcement = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Farewell {
    /// The longest that it takes, all addresses together. What takes longer is left to the county to end.
    pub const LONGEST: Duration = Duration::from_secs(10);
}

impl fmt::Debug for Farewell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Farewell").field("logins", &self.logins).finish_non_exhaustive()
    }
}
