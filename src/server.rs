//! The roof: routes, middleware, listener. It wires and decides nothing.

use crate::{
    app::App,
    error::{Code, Error},
    gate::{connections::Connection, limits::SignInLimits, uploads::Uploads},
    http::{
        self, Problem,
        middleware::{Spans, problems, under_way},
        parameters::{self, Parameters},
        routes::{self, Routes},
        spec::{self, Description},
    },
};
use actix_web::{
    HttpServer,
    dev::Server,
    middleware::{Compress, from_fn},
    web::{self, Data},
};
use std::{net::TcpListener, time::Duration};
use tracing_actix_web::TracingLogger;
use utoipa::{OpenApi, openapi};
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig};
use utoipa_swagger_ui::SwaggerUi;

/// How much longer a connection on which nothing goes on is left than a head is waited for: whoever was too slow is told so.
const MARGIN: Duration = Duration::from_secs(5);

/// Largest JSON body.
const BODY_BYTES: usize = 1 << 20;

/// Every operation of the API.
fn operations(config: &mut ServiceConfig) {
    let api = scope::scope("/api/v1")
        .configure(who_asks)
        .configure(tables)
        .configure(people)
        .configure(posts)
        .configure(matching)
        .configure(lives)
        .configure(follow_up)
        .configure(figures);
    config
        .service(api)
        .service(http::health::healthz)
        .service(http::health::readyz);
}

/// Signing in, accounts, letters.
fn who_asks(config: &mut ServiceConfig) {
    config
        .service(http::bootstrap::bootstrap)
        .service(http::sessions::sign_in)
        .service(http::sessions::renew)
        .service(http::sessions::list)
        .service(http::sessions::sign_out)
        .service(http::sessions::revoke)
        .service(http::sessions::me)
        .service(http::preferences::get)
        .service(http::preferences::change)
        .service(http::email_codes::ask)
        .service(http::email_codes::prove)
        .service(http::letters::list)
        .service(http::letters::get)
        .service(http::letters::requeue)
        .service(http::claims::ask)
        .service(http::claims::prove)
        .service(http::claims::redeem)
        .service(http::claims::print)
        .service(http::claims::revoke)
        .service(http::passwords::change)
        .service(http::passwords::reset)
        .service(http::second_factors::get)
        .service(http::second_factors::prepare)
        .service(http::second_factors::prove)
        .service(http::second_factors::renew)
        .service(http::second_factors::remove)
        .service(http::accounts::open)
        .service(http::accounts::list)
        .service(http::traces::list)
        .service(http::accounts::get)
        .service(http::accounts::disable)
        .service(http::grants::add)
        .service(http::grants::confirm)
        .service(http::grants::end)
        .service(http::sign_ups::ask)
        .service(http::sign_ups::list)
        .service(http::sign_ups::get)
        .service(http::sign_ups::approve)
        .service(http::sign_ups::refuse);
}

/// Divisions, pairings, lists of codes; sheets and the jobs that read them.
fn tables(config: &mut ServiceConfig) {
    config
        .service(http::imports::upload)
        .service(http::imports::row_errors)
        .service(http::imports::corrected_copy)
        .service(http::imports::template)
        .service(http::jobs::list)
        .service(http::jobs::get)
        .service(http::jobs::confirm)
        .service(http::jobs::cancel)
        .service(http::codesets::list)
        .service(http::codesets::get)
        .service(http::divisions::list)
        .service(http::divisions::get)
        .service(http::pairings::list)
        .service(http::pairings::enter)
        .service(http::pairings::resolve)
        .service(http::pairings::get)
        .service(http::pairings::end);
}

/// People, who goes with whom, who is claimed twice.
fn people(config: &mut ServiceConfig) {
    config
        .service(http::people::list)
        .service(http::people::search)
        .service(http::people::get)
        .service(http::people::change)
        .service(http::people::consent)
        .service(http::consents::notice)
        .service(http::consents::list)
        .service(http::consents::answer)
        .service(http::erasures::ask)
        .service(http::erasures::list)
        .service(http::erasures::get)
        .service(http::erasures::decide)
        .service(http::erasures::set_hold)
        .service(http::erasures::list_holds)
        .service(http::erasures::release)
        .service(http::people::employments)
        .service(http::people::changes)
        .service(http::traces::viewers)
        .service(http::traces::reveal)
        .service(http::break_glass::open)
        .service(http::break_glass::list)
        .service(http::employments::report)
        .service(http::employments::history)
        .service(http::heeds::list)
        .service(http::employments::get)
        .service(http::employments::end)
        .service(http::employments::follow)
        .service(http::employments::correct)
        .service(http::employments::reopen)
        .service(http::employments::void)
        .service(http::departures::make)
        .service(http::departures::list)
        .service(http::departures::get)
        .service(http::departures::change)
        .service(http::departures::members)
        .service(http::departures::alter)
        .service(http::departures::cancel)
        .service(http::departures::board)
        .service(http::departures::arrive)
        .service(http::departures::workbook)
        .service(http::departures::tickets)
        .service(http::departures::printed)
        .service(http::departures::findings)
        .service(http::parties::make)
        .service(http::parties::list)
        .service(http::parties::get)
        .service(http::parties::part)
        .service(http::conflicts::list)
        .service(http::conflicts::get)
        .service(http::conflicts::resolve);
}

/// Enterprises and their posts.
fn posts(config: &mut ServiceConfig) {
    config
        .service(http::enterprises::enter)
        .service(http::enterprises::list)
        .service(http::enterprises::get)
        .service(http::enterprises::change)
        .service(http::enterprises::verify)
        .service(http::enterprises::suspend)
        .service(http::enterprises::reinstate)
        .service(http::vacancies::put_up)
        .service(http::vacancies::list)
        .service(http::vacancies::get)
        .service(http::vacancies::change)
        .service(http::vacancies::confirm)
        .service(http::vacancies::close);
}

/// Runs, pins, what suits whom best.
fn matching(config: &mut ServiceConfig) {
    config
        .service(http::matching_runs::ask)
        .service(http::matching_runs::list)
        .service(http::matching_runs::get)
        .service(http::matching_runs::proposals)
        .service(http::matching_runs::unplaced)
        .service(http::matching_runs::bid_prices)
        .service(http::matching_runs::training_demand)
        .service(http::matching_runs::post_demand)
        .service(http::matching_runs::compare)
        .service(http::matching_runs::commit)
        .service(http::tops::posts)
        .service(http::tops::people)
        .service(http::pins::add)
        .service(http::pins::list)
        .service(http::pins::get)
        .service(http::pins::remove);
}

/// Placements, their steps, what proves them.
fn lives(config: &mut ServiceConfig) {
    config
        .service(http::placements::list)
        .service(http::offers::make)
        .service(http::placements::get)
        .service(http::placements::events)
        .service(http::placement_steps::accept)
        .service(http::placement_steps::decline)
        .service(http::placement_steps::confirm)
        .service(http::placement_steps::refuse)
        .service(http::placement_steps::withdraw)
        .service(http::placement_steps::depart)
        .service(http::placement_steps::miss)
        .service(http::placement_steps::arrive)
        .service(http::placement_steps::start)
        .service(http::placement_steps::end)
        .service(http::placement_steps::check_in)
        .service(http::placement_answers::offers)
        .service(http::placement_answers::candidates)
        .service(http::placement_corrections::correct)
        .service(http::placement_corrections::retract)
        .service(http::evidence::give)
        .service(http::evidence::state)
        .service(http::evidence::list)
        .service(http::evidence::get)
        .service(http::evidence::read_file)
        .service(http::evidence::withdraw);
}

/// What was reported, what was found of it, and what both tell.
fn figures(config: &mut ServiceConfig) {
    config
        .service(http::stability::read)
        .service(http::stability_rules::list_shipped)
        .service(http::stability_rules::list)
        .service(http::stability_rules::enter)
        .service(http::stability_rules::get)
        .service(http::stability_rules::end)
        .service(http::audits::draw)
        .service(http::audits::list)
        .service(http::audits::get)
        .service(http::audits::close)
        .service(http::audits::work_list)
        .service(http::audits::workbook)
        .service(http::audits::tell)
        .service(http::reuse::list)
        .service(http::reuse_thresholds::set)
        .service(http::reuse_thresholds::get)
        .service(http::reliability::list)
        .service(http::expected_stability::read)
        .service(http::stability_models::learn)
        .service(http::stability_models::list)
        .service(http::stability_models::get);
}

/// Who is still at work, and who sees to it.
fn follow_up(config: &mut ServiceConfig) {
    config
        .service(http::help_requests::check_in)
        .service(http::help_requests::ask)
        .service(http::help_requests::list)
        .service(http::help_requests::get)
        .service(http::help_requests::close)
        .service(http::contacts::record)
        .service(http::contacts::list)
        .service(http::round_plans::set)
        .service(http::round_plans::list)
        .service(http::round_plans::get)
        .service(http::round_plans::end)
        .service(http::follow_up_sheets::sheet)
        .service(http::rounds::list)
        .service(http::rounds::phone_list)
        .service(http::rounds::of_job)
        .service(http::alerts::list)
        .service(http::alerts::enterprises)
        .service(http::rematches::put_back)
        .service(http::rematches::leavers);
}

/// The API's description.
#[must_use]
pub fn description() -> openapi::OpenApi {
    let app = actix_web::App::new()
        .into_utoipa_app()
        .openapi(Description::openapi())
        .configure(operations);
    let mut description = app.split_for_parts().1;
    spec::imply_refusals(&mut description);
    spec::spell_headers(&mut description);
    spec::open_what_is_joined(&mut description);
    spec::let_bodies_lack(&mut description);
    description
}

/// Serves on a listener until it is told to stop.
///
/// # Errors
/// Whatever the system says of the listener.
pub fn serve(app: App, listener: TcpListener) -> std::io::Result<Server> {
    let workers = app.settings.workers;
    let shutdown = app.settings.shutdown_seconds;
    let limits = Data::new(SignInLimits::new(app.settings.sign_in_attempts));
    let uploads = Data::new(Uploads::new(
        app.settings.uploads_per_account,
        app.settings.spool_bytes_per_account,
    ));
    let described = description();
    let routes = Data::new(Routes::of(&described));
    let known = Data::new(Parameters::of(&described));
    let docs = app.settings.docs;
    let patience = Duration::from_secs(app.settings.request_seconds);
    let mut server = HttpServer::new(move || {
        let (service, _) = actix_web::App::new()
            .wrap(from_fn(parameters::known))
            .wrap(from_fn(problems))
            .wrap(TracingLogger::<Spans>::new())
            .wrap(Compress::default())
            .wrap(from_fn(under_way))
            .app_data(Data::new(app.clone()))
            .app_data(limits.clone())
            .app_data(uploads.clone())
            .app_data(routes.clone())
            .app_data(known.clone())
            .app_data(web::PayloadConfig::new(BODY_BYTES))
            .app_data(web::QueryConfig::default().error_handler(|_, _| malformed_parameter()))
            .app_data(
                web::PathConfig::default()
                    .error_handler(|_, request| routes::unread(request).into()),
            )
            .into_utoipa_app()
            .openapi(Description::openapi())
            .configure(operations)
            .split_for_parts();
        let described = described.clone();
        service
            .configure(|config| {
                if docs {
                    config.service(SwaggerUi::new("/docs/{_:.*}").url("/openapi.json", described));
                }
            })
            .default_service(web::to(routes::absent))
    })
    .shutdown_timeout(shutdown)
    // Until the head of a request has come; bodies are waited for piece by piece.
    .client_request_timeout(patience)
    .on_connect(move |io, beside| Connection::watch(io, beside, patience + MARGIN))
    .listen(listener)?;
    if workers > 0 {
        server = server.workers(workers);
    }
    Ok(server.run())
}

fn malformed_parameter() -> actix_web::Error {
    Problem(Error::Malformed(Code::ParameterMalformed)).into()
}
