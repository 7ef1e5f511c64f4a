//! The job itself, by the client's ordinary calls. Elements are found by its bounded wait, without which the job breaks at the
//! first slow page; where the element is there, that is one command, as a plain find is.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, Locator};
use serde::Deserialize;

/// The longest wait for anything.
const BOUND: Duration = Duration::from_secs(10);
/// Between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A job as it comes over standard input.
#[derive(Deserialize)]
pub(super) struct Order {
    url: String,
    values: BTreeMap<String, String>,
    paper: PathBuf,
}

/// Carries one application and reads its number.
pub(super) async fn carry(client: &Client, order: &Order) -> Result<String> {
    let form = Filling { client, values: &order.values };
    client.goto(&order.url).await?;
    form.texts(&["user", "password"]).await?;
    form.click("sign_in").await?;

    form.texts(&["first", "middle", "last", "birth", "ssn", "phone", "email"]).await?;
    form.radio("marital").await?;
    form.pick("language").await?;
    form.click("next").await?;

    form.texts(&["line"]).await?;
    form.pick("state").await?;
    let city = format!("//select[@id='city']/option[.='{}']", form.value("city")?);
    wait(client, Locator::XPath(&city)).await?.click().await?;
    form.texts(&["zip"]).await?;
    form.click("elsewhere").await?;
    form.texts(&["mail_line"]).await?;
    wait(client, Locator::Id("mail_city")).await?.clear().await?;
    form.texts(&["mail_city"]).await?;
    form.pick("mail_state").await?;
    form.texts(&["mail_zip"]).await?;
    wait(client, Locator::Id("contact")).await?.enter_frame().await?;
    form.texts(&["notes"]).await?;
    form.pick("reach").await?;
    form.click("evenings").await?;
    form.click("keep").await?;
    wait(client, Locator::Id("kept")).await?;
    client.enter_parent_frame().await?;
    form.click("next").await?;

    let main = client.window().await?;
    form.click("add").await?;
    client.switch_to_window(other(client, &main).await?).await?;
    form.texts(&["p_first", "p_last", "p_birth", "p_ssn"]).await?;
    form.pick("p_relation").await?;
    form.texts(&["p_income"]).await?;
    form.click("save").await?;
    client.switch_to_window(main).await?;
    wait(client, Locator::Css("#people td")).await?;
    form.texts(&["income", "cash", "rent"]).await?;
    form.radio("utilities").await?;
    form.click("next").await?;

    form.pick("kind").await?;
    wait(client, Locator::Id("paper")).await?.send_keys(&order.paper.to_string_lossy()).await?;
    form.texts(&["signed", "signer"]).await?;
    form.click("truth").await?;
    form.click("penalty").await?;
    form.click("next").await?;

    form.click("submit").await?;
    client.accept_alert().await?;
    let number = wait(client, Locator::Id("number")).await?.text().await?;
    client.delete_all_cookies().await?;
    Ok(number)
}

struct Filling<'a> {
    client: &'a Client,
    values: &'a BTreeMap<String, String>,
}

impl Filling<'_> {
    fn value(&self, name: &str) -> Result<&str> {
        self.values.get(name).map(String::as_str).with_context(|| format!("the job has no {name}"))
    }

    async fn texts(&self, names: &[&str]) -> Result<()> {
        for name in names {
            wait(self.client, Locator::Id(name)).await?.send_keys(self.value(name)?).await?;
        }
        Ok(())
    }

    async fn pick(&self, name: &str) -> Result<()> {
        let list = wait(self.client, Locator::Id(name)).await?;
        list.select_by_label(self.value(name)?).await.with_context(|| format!("no such option in {name}"))
    }

    async fn radio(&self, name: &str) -> Result<()> {
        let button = format!("input[name={name}][value={}]", self.value(name)?);
        Ok(wait(self.client, Locator::Css(&button)).await?.click().await?)
    }

    async fn click(&self, id: &str) -> Result<()> {
        Ok(wait(self.client, Locator::Id(id)).await?.click().await?)
    }
}

async fn wait(client: &Client, place: Locator<'_>) -> Result<fantoccini::elements::Element> {
    client.wait().at_most(BOUND).every(LOOK_AGAIN).for_element(place).await.with_context(|| format!("no {place:?}"))
}

/// The window that has opened beside this one.
async fn other(client: &Client, main: &WindowHandle) -> Result<WindowHandle> {
    let end = Instant::now() + BOUND;
    loop {
        if let Some(other) = client.windows().await?.into_iter().find(|handle| handle != main) {
            return Ok(other);
        }
        if Instant::now() >= end {
            bail!("no window opened");
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
