//! The tick by which a component that computes is looked at. There is none while no component could compute.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{io, thread};

/// How often a running guest is looked at. 10 ms cost 0.24 % of a core.
const TICK: Duration = Duration::from_millis(10);
/// How often it is seen to whether there still is an engine, while nobody wants a tick.
const LOOK: Duration = Duration::from_secs(10);

/// Ticks an engine's epoch for those who hold [`Ticks`]. Cheap to clone.
#[derive(Clone)]
pub(super) struct Ticker(Arc<Wanted>);

/// How many want it.
#[derive(Default)]
struct Wanted {
    many: Mutex<usize>,
    comes: Condvar,
}

/// The epoch ticks for as long as this is there.
pub(super) struct Ticks(Arc<Wanted>);

impl Ticker {
    /// Ticks on a thread of its own, for as long as the engine lives: a task would share its threads with what it is to end.
    pub(super) fn start(engine: &wasmtime::Engine) -> io::Result<Self> {
        let wanted = Arc::new(Wanted::default());
        let (engine, of_thread) = (engine.weak(), Arc::clone(&wanted));
        let tick = move || {
            while let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(TICK);
                of_thread.wait();
            }
        };
        thread::Builder::new().name("epoch".to_owned()).spawn(tick)?;
        Ok(Self(wanted))
    }

    pub(super) fn ticks(&self) -> Ticks {
        *self.0.many() += 1;
        self.0.comes.notify_one();
        Ticks(Arc::clone(&self.0))
    }
}

impl Wanted {
    /// Returns when anybody wants it, or after a while.
    fn wait(&self) {
        let waited = self.comes.wait_timeout_while(self.many(), LOOK, |many| *many == 0);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    /// A number that is right even where somebody panicked who held it.
    fn many(&self) -> MutexGuard<'_, usize> {
        self.many.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Ticks {
    fn drop(&mut self) {
        *self.0.many() -= 1;
    }
}
