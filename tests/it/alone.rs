//! What has the machine alone, because it measures. Together, and by name before all else, as libtest goes: between other tests each
//! of these would wait for the longest of those that run, while nothing beside it may begin.

mod hostile;
mod spinning;
