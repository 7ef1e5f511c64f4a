//! Locks over state that is consistent whenever nobody holds it.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A lock whose holder panicked still holds consistent data here: every change is a single assignment or push.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
