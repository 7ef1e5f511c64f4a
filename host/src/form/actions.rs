//! The actions, one file for each family: functions on the parts that an action works with, called by the façade and by each other.
//! None decides what its failure means for the application.

mod calendar;
pub(crate) mod check;
pub(crate) mod choose;
pub(crate) mod click;
pub(crate) mod commit;
pub(crate) mod context;
pub(crate) mod date;
pub(crate) mod dialog;
pub(crate) mod download;
pub(crate) mod drag;
pub(crate) mod fill;
pub(crate) mod fill_all;
pub(crate) mod navigate;
pub(crate) mod press;
pub(crate) mod read;
pub(crate) mod screenshot;
pub(crate) mod upload;
pub(crate) mod wait;
pub(crate) mod window;

mod action;
mod calendar_month;
mod check_group;
mod date_input;
mod departed;
mod frame_groups;
mod list_option;
mod page_state;
mod popup_list;
mod quiet;
mod read_back;
mod sends;
pub(crate) mod submit_watch;
mod timeout_report;
mod typing;
mod witness;
mod written_date;
