//! The gate lets one through for each arming, and what it reports stays true.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

fn submits(gate: &SubmitGate) -> bool {
    gate.passes(Effect::Submits, "POST /apply/submit").is_some()
}

fn sends(gate: &SubmitGate, effect: Effect) -> bool {
    gate.passes(effect, "POST /draft").is_some_and(|pass| gate.sending(&pass))
}

#[test]
fn nothing_passes_unarmed() {
    let gate = SubmitGate::default();
    assert!(!submits(&gate));
    assert_eq!(gate.seen(), SubmitSeen { refused: 1, ..SubmitSeen::default() });
    assert_eq!(gate.last_blocked_request().as_deref(), Some("POST /apply/submit"));
}

#[test]
fn one_passes_for_each_arming() {
    let gate = SubmitGate::default();
    gate.arm();
    assert!(sends(&gate, Effect::Submits));
    assert!(!submits(&gate));
    gate.answered(302);
    assert_eq!(gate.disarm(), SubmitSeen { sent: 1, refused: 1, answered: Some(302), ..SubmitSeen::default() });
    assert!(!submits(&gate));
    assert_eq!(gate.seen().refused, 1, "counted anew from the disarming");
    gate.arm();
    assert_eq!(gate.seen(), SubmitSeen { refused: 1, ..SubmitSeen::default() });
    assert!(submits(&gate));
}

#[test]
fn of_many_at_once_one_passes() {
    let gate = SubmitGate::default();
    gate.arm();
    let passed = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| submits(&gate))).collect();
        threads.into_iter().map(|t| t.join().unwrap()).filter(|passed| *passed).count()
    });
    assert_eq!(passed, 1);
}

#[test]
fn disarming_closes_an_unused_gate() {
    let gate = SubmitGate::default();
    gate.arm();
    assert_eq!(gate.disarm().sent, 0);
    assert!(!submits(&gate));
}

#[test]
fn what_else_could_submit_is_counted_while_it_is_armed() {
    let gate = SubmitGate::default();
    assert!(sends(&gate, Effect::MaySubmit));
    gate.arm();
    assert_eq!(gate.seen().possible_submits, 0);
    assert!(sends(&gate, Effect::MaySubmit) && sends(&gate, Effect::Reads));
    assert_eq!(gate.disarm(), SubmitSeen { possible_submits: 1, ..SubmitSeen::default() });
    assert!(sends(&gate, Effect::MaySubmit), "something left: nothing is concluded from what follows");
}

#[test]
fn a_commit_that_never_armed_it_shuts_it_as_well() {
    let gate = SubmitGate::default();
    let slow = gate.passes(Effect::MaySubmit, "POST /slow").unwrap();
    gate.shut();
    assert!(!gate.sending(&slow) && !sends(&gate, Effect::MaySubmit) && !submits(&gate) && sends(&gate, Effect::Reads));
    gate.arm();
    assert!(sends(&gate, Effect::MaySubmit) && submits(&gate));
}

#[test]
fn what_a_read_may_have_sent_is_counted_and_no_submission() {
    let gate = SubmitGate::default();
    gate.arm();
    assert!(sends(&gate, Effect::Queries) && sends(&gate, Effect::OpensPage) && sends(&gate, Effect::Reads));
    assert_eq!(gate.disarm(), SubmitSeen { reads_with_possible_effect: 2, ..SubmitSeen::default() });
    assert!(sends(&gate, Effect::MaySubmit), "something left: nothing is concluded from what follows");
    gate.arm();
    gate.disarm();
    assert!(!sends(&gate, Effect::Queries) && sends(&gate, Effect::OpensPage), "nothing left, and nothing will");
}

#[test]
fn a_pass_is_good_for_its_own_arming() {
    let gate = SubmitGate::default();
    gate.arm();
    let slow = gate.passes(Effect::Submits, "POST /slow").unwrap();
    gate.disarm();
    gate.arm();
    assert!(!gate.sending(&slow));
    assert_eq!(gate.disarm().sent, 0);
}

#[test]
fn what_was_reported_as_unsent_stays_unsent() {
    let gate = SubmitGate::default();
    gate.arm();
    // Both have passed, and are still looking for the county's server.
    let slow = [Effect::Submits, Effect::MaySubmit].map(|effect| gate.passes(effect, "POST /slow").unwrap());
    assert_eq!((gate.disarm().sent, gate.seen().possible_submits), (0, 0));
    for pass in slow {
        assert!(!gate.sending(&pass));
    }
    assert_eq!((gate.seen().refused, gate.last_blocked_request().as_deref()), (2, Some("POST /slow")));
    assert!(!sends(&gate, Effect::MaySubmit) && sends(&gate, Effect::Reads));
    gate.arm();
    assert!(sends(&gate, Effect::MaySubmit));
}

#[test]
fn what_nobody_declared_never_passes_and_is_counted_by_itself() {
    let gate = SubmitGate::default();
    let held =
        |gate: &SubmitGate| gate.passes(Effect::Undeclared, "PUT /extra").is_none() && !sends(gate, Effect::Undeclared);
    assert!(held(&gate));
    assert_eq!((gate.seen().undeclared, gate.seen().refused), (2, 0));
    gate.arm();
    assert!(held(&gate), "nor while a commit is at it");
    assert_eq!(gate.disarm(), SubmitSeen { undeclared: 4, ..SubmitSeen::default() });
    assert!(held(&gate), "nor afterwards");
    assert_eq!(gate.seen().undeclared, 2, "counted anew from the disarming");
    assert_eq!((gate.first_undeclared_request().as_deref(), gate.last_blocked_request()), (Some("PUT /extra"), None));
}

#[test]
fn what_is_too_large_to_be_read_never_passes_and_uses_nothing_up() {
    let gate = SubmitGate::default();
    gate.arm();
    assert!(gate.passes(Effect::TooLarge, "POST /apply").is_none() && sends(&gate, Effect::Submits));
    assert_eq!((gate.disarm().refused, gate.last_blocked_request().as_deref()), (1, Some("POST /apply")));
}

/// A host that stood still past its lease wakes between its click and what the click sends.
#[test]
fn nothing_that_could_submit_leaves_once_the_right_is_lost() {
    let lost = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&lost);
    let gate = SubmitGate::new(RightToSend::while_it_holds(move || !seen.load(Ordering::Relaxed)));
    gate.arm();
    let early = gate.passes(Effect::Submits, "POST /apply/submit").unwrap();
    lost.store(true, Ordering::Relaxed);
    assert!(!gate.sending(&early) && !sends(&gate, Effect::MaySubmit) && !gate.sending_by_socket());
    assert!(sends(&gate, Effect::Reads), "what only reads goes on");
    assert!(gate.disarm().nothing_left());
    gate.arm();
    assert!(!submits(&gate));
    lost.store(false, Ordering::Relaxed);
    assert!(submits(&gate), "the refused one used nothing up");
}
