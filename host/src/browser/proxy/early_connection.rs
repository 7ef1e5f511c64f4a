//! A connection to the county that is begun before its session is ready: its handshakes take two or three round trips, and the
//! browser before it has to forget everything meanwhile. It carries nothing, and is given up with the application.

use tokio::sync::oneshot;
use tokio::time::{Duration, Instant};
use tokio_util::task::TaskTracker;

use super::county_stream::CountyStream;
use super::dial;
use crate::browser::network_policy::NetworkPolicy;
use crate::browser::origin::Origin;

/// How long one waits for a first request.
const LONGEST_UNUSED: Duration = Duration::from_secs(10);

/// To the first of a policy's origins, where an application begins.
pub(in crate::browser) struct EarlyConnection {
    origin: Origin,
    begun: Instant,
    stream: oneshot::Receiver<CountyStream>,
}

impl EarlyConnection {
    /// Connects in the background for as long as somebody has this.
    pub(in crate::browser) fn begin(policy: &NetworkPolicy, tracker: &TaskTracker) -> Option<EarlyConnection> {
        let origin = policy.origins.first()?.clone();
        let (mut connected, stream) = oneshot::channel();
        let early = EarlyConnection { origin: origin.clone(), begun: Instant::now(), stream };
        // Nothing by which the county could tell that it is the same host's as another application's.
        let policy = NetworkPolicy { tls: policy.tls.for_application(), ..policy.clone() };
        tracker.spawn(async move {
            tokio::select! {
                () = connected.closed() => {}
                // Whoever asks for something dials again, and says what is wrong.
                dialled = dial::dial(&policy, &origin) => if let Ok(stream) = dialled {
                    let _ = connected.send(stream);
                },
            }
        });
        Some(early)
    }

    pub(super) fn is_to(&self, origin: &Origin) -> bool {
        self.origin == *origin
    }

    /// Waits until it is there. None if there is none, or it was left unused for too long.
    pub(super) async fn stream(self) -> Option<CountyStream> {
        let stream = self.stream.await.ok()?;
        (self.begun.elapsed() < LONGEST_UNUSED).then_some(stream)
    }
}
