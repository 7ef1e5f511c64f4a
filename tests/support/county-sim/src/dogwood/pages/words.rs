//! What Dogwood's pages call things, apart from questions.

/// What differs between the designs, other than questions.
pub(in crate::dogwood) struct Words {
    /// The container's part of names and ids.
    pub(in crate::dogwood) holder: &'static str,
    pub(in crate::dogwood) next: &'static str,
    pub(in crate::dogwood) submit: &'static str,
    /// The submitting control: a button's name, or a link's.
    pub(in crate::dogwood) submit_name: &'static str,
    pub(in crate::dogwood) submit_is_link: bool,
    pub(in crate::dogwood) add: &'static str,
    pub(in crate::dogwood) insert: &'static str,
    pub(in crate::dogwood) received: &'static str,
    pub(in crate::dogwood) number: &'static str,
    /// Which lists and boxes post back at once when they change.
    pub(in crate::dogwood) posts_back: &'static [&'static str],
}
