//! The caller of a request, asked for like any other argument.

use super::Problem;
use crate::{app::App, error::Error, gate::Caller};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Data};
use futures_util::future::{FutureExt, LocalBoxFuture};

impl FromRequest for Caller {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<Data<App>>().cloned();
        let said = request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .map(str::to_owned);
        async move {
            let app = app.ok_or_else(|| Error::internal("no app"))?;
            Ok(Caller::identify(&app, said.as_deref()).await?)
        }
        .boxed_local()
    }
}
