//! The `form` import: each call's arguments resolved, the action done, the answer turned back.

use wasmtime::component::HasData;

use super::super::guest::{Desk, Guest, Site};
use super::bindings::postrider::county::form as wit;
use super::convert::{self, Arguments};
use crate::form::{Failure, Source, UploadFile};

/// Sees the desk, to resolve what is typed, and the site.
pub(super) struct Access;

/// What the import works with.
pub(super) struct View<'a> {
    desk: &'a mut Desk,
    site: Option<&'a mut Site>,
}

impl HasData for Access {
    type Data<'a> = View<'a>;
}

impl Access {
    pub(super) fn of(guest: &mut Guest) -> View<'_> {
        guest.refill_ticks();
        View { desk: &mut guest.desk, site: guest.site.as_mut() }
    }
}

/// What an action gives a plugin; an outer error is a trap.
type Answer<T> = wasmtime::Result<Result<T, wit::Failure>>;

impl View<'_> {
    fn arguments(&self) -> Arguments<'_> {
        Arguments(self.desk)
    }

    fn site(&mut self) -> wasmtime::Result<&mut Site> {
        self.site
            .as_deref_mut()
            .ok_or_else(|| wasmtime::Error::msg("it called `form` where there is no browser (in `check`)"))
    }
}

/// Unwraps an argument, or answers the call with what is wrong with it.
macro_rules! argument {
    ($resolved:expr) => {
        match $resolved {
            Ok(argument) => argument,
            Err(wrong) => return Ok(Err(convert::bad(wrong))),
        }
    };
}

fn answer<T, U>(done: Result<T, Failure>, turn: impl FnOnce(T) -> U) -> Answer<U> {
    Ok(done.map(turn).map_err(convert::failure))
}

impl wit::Host for View<'_> {
    async fn open(&mut self, address: String) -> Answer<wit::Page> {
        answer(self.site()?.form.open(&address).await, convert::page)
    }

    async fn back(&mut self) -> Answer<wit::Page> {
        answer(self.site()?.form.back().await, convert::page)
    }

    async fn reload(&mut self) -> Answer<wit::Page> {
        answer(self.site()?.form.reload().await, convert::page)
    }

    async fn current(&mut self) -> Answer<wit::Page> {
        answer(self.site()?.form.current().await, convert::page)
    }

    async fn fill(&mut self, item: wit::FillItem) -> Answer<()> {
        let item = argument!(self.arguments().fill_item(item));
        answer(self.site()?.form.fill(&item).await, |()| ())
    }

    async fn fill_all(&mut self, items: Vec<wit::FillItem>) -> Answer<()> {
        let mut resolved = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            match self.arguments().fill_item(item) {
                Ok(item) => resolved.push(item),
                Err(wrong) => {
                    let failure = wit::Failure { item: u32::try_from(index).ok(), ..convert::bad(wrong) };
                    return Ok(Err(failure));
                }
            }
        }
        answer(self.site()?.form.fill_all(&resolved).await, |()| ())
    }

    async fn clear(&mut self, target: wit::Target) -> Answer<()> {
        let target = argument!(self.arguments().target(target));
        answer(self.site()?.form.clear(&target).await, |()| ())
    }

    async fn press(&mut self, target: Option<wit::Target>, key: String) -> Answer<()> {
        let target = argument!(target.map(|target| self.arguments().target(target)).transpose());
        answer(self.site()?.form.press(target.as_ref(), &key).await, |()| ())
    }

    async fn click(&mut self, target: wit::Target, options: Option<wit::ClickOptions>) -> Answer<()> {
        let target = argument!(self.arguments().target(target));
        answer(self.site()?.form.click(&target, options.map(convert::click_options)).await, |()| ())
    }

    async fn hover(&mut self, target: wit::Target) -> Answer<()> {
        let target = argument!(self.arguments().target(target));
        answer(self.site()?.form.hover(&target).await, |()| ())
    }

    async fn drag(&mut self, source: wit::Target, destination: wit::Target) -> Answer<()> {
        let source = argument!(self.arguments().target(source));
        let destination = argument!(self.arguments().target(destination));
        answer(self.site()?.form.drag(&source, &destination).await, |()| ())
    }

    async fn check(&mut self, target: wit::Target, on: bool, answers: Option<wit::Field>) -> Answer<()> {
        let target = argument!(self.arguments().target(target));
        let source = match answers {
            Some(field) => argument!(self.arguments().field(field)).source,
            None => Source::Literal,
        };
        answer(self.site()?.form.check(&target, on, &source).await, |()| ())
    }

    async fn choose(&mut self, target: wit::Target, choices: Vec<wit::Choice>) -> Answer<()> {
        let target = argument!(self.arguments().target(target));
        let choices: Vec<_> =
            argument!(choices.into_iter().map(|choice| self.arguments().choice(choice)).collect::<Result<_, _>>());
        answer(self.site()?.form.choose(&target, &choices).await, |()| ())
    }

    async fn set_date(&mut self, target: wit::Target, date: wit::Field, style: wit::DateStyle) -> Answer<()> {
        let target = argument!(self.arguments().target(target));
        let date = argument!(self.arguments().field(date));
        let style = argument!(self.arguments().date_style(style));
        answer(self.site()?.form.set_date(&target, &date, &style).await, |()| ())
    }

    async fn upload(&mut self, target: wit::Target, documents: Vec<u32>) -> Answer<()> {
        let target = argument!(self.arguments().target(target));
        let mut files = Vec::with_capacity(documents.len());
        for id in documents {
            let known = self.desk.document(id);
            let Some(path) = known.and_then(|attachment| attachment.file.clone()) else {
                let unknown = convert::bad(convert::Bad::Malformed(format!("there is no document {id}")));
                return Ok(Err(wit::Failure { error: wit::ActionError::UnknownDocument(id), ..unknown }));
            };
            // What the site itself sent is no part of the application.
            let of_application = self.desk.attachments.iter().any(|attachment| attachment.id == id);
            let field = of_application.then(|| format!("documents[{id}].name"));
            files.push(UploadFile { path, field });
        }
        answer(self.site()?.form.upload(&target, &files).await, |()| ())
    }

    async fn wait(&mut self, conditions: Vec<wit::Condition>, bound: u32) -> Answer<u32> {
        let conditions = argument!(self.arguments().conditions(conditions));
        answer(self.site()?.form.wait(&conditions, bound).await, |which| which)
    }

    async fn which(&mut self, conditions: Vec<wit::Condition>) -> Answer<Option<u32>> {
        let conditions = argument!(self.arguments().conditions(conditions));
        answer(self.site()?.form.which(&conditions).await, |which| which)
    }

    async fn state(&mut self, target: wit::Target) -> Answer<wit::ControlState> {
        let target = argument!(self.arguments().target(target));
        answer(self.site()?.form.state(&target).await, |state| wit::ControlState {
            visible: state.visible,
            enabled: state.enabled,
            editable: state.editable,
            checked: state.checked,
            required: state.required,
        })
    }

    async fn read_text(&mut self, target: wit::Target) -> Answer<String> {
        let target = argument!(self.arguments().target(target));
        answer(self.site()?.form.read_text(&target).await, |text| text)
    }

    async fn read_value(&mut self, target: wit::Target) -> Answer<String> {
        let target = argument!(self.arguments().target(target));
        answer(self.site()?.form.read_value(&target).await, |text| text)
    }

    async fn read_attribute(&mut self, target: wit::Target, name: String) -> Answer<Option<String>> {
        let target = argument!(self.arguments().target(target));
        answer(self.site()?.form.read_attribute(&target, &name).await, |text| text)
    }

    async fn read_options(&mut self, target: wit::Target) -> Answer<Vec<wit::ListOption>> {
        let target = argument!(self.arguments().target(target));
        let option = |option: crate::form::ListOption| wit::ListOption {
            text: option.text,
            code: option.code,
            chosen: option.chosen,
            enabled: option.enabled,
        };
        answer(self.site()?.form.read_options(&target).await, |options| options.into_iter().map(option).collect())
    }

    async fn read_table(&mut self, target: wit::Target) -> Answer<Vec<Vec<String>>> {
        let target = argument!(self.arguments().target(target));
        answer(self.site()?.form.read_table(&target).await, |rows| rows)
    }

    async fn switch_window(&mut self, window: wit::Window) -> Answer<wit::Page> {
        let window = argument!(self.arguments().window(window));
        answer(self.site()?.form.switch_window(&window).await, convert::page)
    }

    async fn close_window(&mut self) -> Answer<wit::Page> {
        answer(self.site()?.form.close_window().await, convert::page)
    }

    async fn dialog(&mut self, given: wit::DialogAnswer) -> Answer<String> {
        let given = argument!(self.arguments().dialog_answer(given));
        answer(self.site()?.form.dialog(&given).await, |text| text)
    }

    async fn screenshot(&mut self, target: Option<wit::Target>) -> Answer<()> {
        let target = argument!(target.map(|target| self.arguments().target(target)).transpose());
        answer(self.site()?.form.screenshot(target.as_ref()).await, |()| ())
    }

    async fn print_pdf(&mut self) -> Answer<()> {
        answer(self.site()?.form.print_pdf().await, |()| ())
    }

    async fn download(&mut self, target: wit::Target) -> Answer<u32> {
        let target = argument!(self.arguments().target(target));
        let sent = self.site()?.form.download(&target).await;
        answer(sent, |sent| self.desk.add_download(sent))
    }

    async fn commit(&mut self, request: wit::CommitRequest) -> Answer<wit::CommitOutcome> {
        let request = argument!(self.arguments().commit_request(request));
        match self.site()?.commit(request).await? {
            Ok(outcome) => Ok(convert::commit_outcome(outcome)),
            Err(failure) => Ok(Err(convert::failure(failure))),
        }
    }
}
