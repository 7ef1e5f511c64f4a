//! Which handler answers which address, and what every request passes on its way to one.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};

use super::state::{ApiState, Handles};
use super::{
    access, applications, cases, counties, county_calendar, evidence, forecast, forms, health, keys, metrics,
    middleware, plugins, problem, rehearsals, review,
};

/// All routes, for [`serve`](super::serve).
pub fn router(handles: Handles) -> Router {
    let (tokens, tracker) = (handles.tokens.clone(), handles.tracker.clone());
    let v1 = Router::new()
        .merge(applications::routes())
        .merge(plugins::routes())
        .merge(counties::routes())
        .merge(county_calendar::routes())
        .merge(forecast::routes())
        .merge(forms::routes())
        .merge(rehearsals::routes())
        .merge(evidence::routes())
        .merge(review::routes())
        .merge(cases::routes())
        .merge(keys::routes())
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed);
    Router::new()
        .nest("/v1", v1)
        .merge(metrics::routes())
        .layer(from_fn_with_state(tokens, access::authenticate))
        // Behind the layer before it: open to everyone.
        .merge(health::routes())
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(from_fn(middleware::bound))
        .layer(from_fn(middleware::log))
        .layer(from_fn_with_state(tracker, middleware::to_the_end))
        .with_state(ApiState::new(handles))
}
