//! Walks over sites that are no more than a list of which pages come when, as careless authors and changed sites make them.

use core::panic::Location;

use super::*;
use crate::application::Application;
use crate::page::Page;
use crate::target::{button, css, heading, id};
use crate::walk::description::Next;

const LOGIN: usize = 0;
const MENU: usize = 1;
const NAME: usize = 2;
const HOME: usize = 3;
const SIGN: usize = 4;
const UNKNOWN: usize = 5;
const COMPLAINT: usize = 6;

fn described(seen: crate::bindings::postrider::county::form::Target, role: Role) -> Description {
    Description { seen, role, at: Location::caller() }
}

fn act(_: &Page) -> Result<(), Stop> {
    Ok(())
}

fn fill(_: &Application, _: &Page) -> Result<(), Stop> {
    Ok(())
}

fn form(title: &str) -> Description {
    described(heading(title), Role::Form { fill, next: Next::Click(button("Next")) })
}

fn site() -> Vec<Description> {
    vec![
        described(heading("Sign in"), Role::SignIn { act }),
        described(heading("Menu"), Role::Pass(act)),
        form("Name"),
        form("Home"),
        form("Sign"),
        described(css("form"), Role::Unknown { title: css("h1") }),
        described(id("errors"), Role::Complaint { away: &[] }),
    ]
}

/// Sees these pages one after the other, and says how the last was taken.
fn sees(progress: &mut Progress<'_>, pages: &[usize]) -> Result<(), Stop> {
    pages.iter().try_for_each(|page| progress.saw(*page))
}

#[test]
fn a_page_that_was_filled_is_looked_for_no_more_and_a_strange_one_only_at_the_beginning() {
    let site = site();
    let mut progress = Progress::new(&site);
    let all = vec![LOGIN, MENU, NAME, HOME, SIGN, UNKNOWN, COMPLAINT];
    assert_eq!(progress.candidates(false), (all, vec![]));
    sees(&mut progress, &[LOGIN, MENU, HOME]).unwrap();
    assert_eq!(progress.candidates(true), (vec![LOGIN, MENU, GOAL, SIGN, NAME, COMPLAINT], vec![]));
    assert_eq!((progress.left(), progress.expected().as_str()), (Some(HOME), "the page “Sign”"));
}

#[test]
fn a_lost_session_is_filled_in_anew_and_a_few_times_only() {
    let site = site();
    let mut progress = Progress::new(&site);
    sees(&mut progress, &[LOGIN, MENU, NAME, HOME, LOGIN, MENU]).unwrap();
    assert!(progress.candidates(false).0.contains(&NAME));
    sees(&mut progress, &[NAME, LOGIN, MENU]).unwrap();
    let lost = Stop::unavailable("signed out again and again: is the login in use elsewhere?");
    assert_eq!(progress.saw(LOGIN), Err(lost));
}

#[test]
fn a_login_that_stays_is_tried_twice_and_then_it_is_in_use_elsewhere() {
    let site = site();
    let mut progress = Progress::new(&site);
    sees(&mut progress, &[LOGIN]).unwrap();
    let (likely, others) = progress.candidates(false);
    assert!(
        !likely.contains(&LOGIN) && !likely.contains(&UNKNOWN),
        "it may still be on its way out, and is a form, too"
    );
    assert_eq!(others, [LOGIN, UNKNOWN]);
    sees(&mut progress, &[LOGIN]).unwrap();
    let lost = Stop::unavailable("signed out again and again: is the login in use elsewhere?");
    assert_eq!(progress.saw(LOGIN), Err(lost));
}

#[test]
fn a_walk_in_circles_ends_and_says_what_should_have_come() {
    let site = site();
    let mut progress = Progress::new(&site);
    sees(&mut progress, &[LOGIN, MENU, NAME]).unwrap();
    let pages = [MENU; 100];
    let found = "other pages again and again, “Menu” the last of them";
    assert_eq!(sees(&mut progress, &pages), Err(Stop::drifted("the page “Home”", found)));
}

#[test]
fn a_walk_never_takes_more_steps_than_its_pages_allow() {
    // Whatever comes, in whatever order: a page that may come is seen, until nothing may.
    for seed in 0..200_usize {
        let site = site();
        let mut progress = Progress::new(&site);
        let mut steps = 0;
        loop {
            let (likely, others) = progress.candidates(false);
            let may: Vec<usize> = likely.into_iter().chain(others).filter(|page| *page < UNKNOWN).collect();
            if progress.saw(may[(seed * 7 + steps * (seed + 3)) % may.len()]).is_err() {
                break;
            }
            steps += 1;
            assert!(steps < 500, "seed {seed}");
        }
    }
}

#[test]
fn of_many_pages_the_next_ones_are_looked_for_first() {
    let mut site = site();
    site.splice(SIGN..SIGN, (0..60).map(|number| form(&format!("Page {number}"))));
    let mut progress = Progress::new(&site);
    sees(&mut progress, &[LOGIN, MENU, NAME, HOME, SIGN + 30]).unwrap();
    let (likely, others) = progress.candidates(false);
    assert_eq!(likely.len(), MOST_CONDITIONS);
    assert_eq!(likely[2], SIGN + 31, "after what can come at any time");
    assert_eq!(likely.last(), Some(&(site.len() - 1)), "a complaint is always among them");
    assert_eq!(likely.len() + others.len(), site.len() - 4, "but for three filled pages and the strange one");
}

#[test]
fn the_first_and_the_last_page_are_of_the_form() {
    let site = site();
    let progress = Progress::new(&site);
    assert_eq!(progress.first().map(Description::name), Some("Name"));
    assert!(progress.is_last(SIGN) && !progress.is_last(COMPLAINT));
}
