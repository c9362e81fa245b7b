//! The service in this process, and one caller with one open connection to it.

use actix_web::rt::System;
use chrono::{DateTime, Days, Utc};
use domain::{
    division::Division,
    grant::{Capacity, Grant},
    id::{AccountId, GrantId, SessionId},
};
use rengang::{
    app::App,
    clock::Clock,
    config::{SecondFactor, Settings},
    gate::token,
    server,
    storage::{self, accounts::Account, sessions::Session},
};
use std::{
    error::Error,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    thread,
};

/// Opens the service on a new database, on a day of 2026.
pub async fn open(data_dir: &Path, database_url: &str) -> Result<App, Box<dyn Error>> {
    let settings = Settings {
        second_factor: SecondFactor::Optional,
        data_dir: data_dir.into(),
        database_url: database_url.into(),
        docs: false,
        ..Settings::default()
    };
    let now: DateTime<Utc> = "2026-06-01T01:00:00Z".parse()?;
    Ok(App::open(settings, Clock::standing_at(now)).await?)
}

/// A caller of the service.
pub struct Server {
    connection: BufReader<TcpStream>,
    token: String,
}

impl Server {
    /// Serves, and signs a western county's bureau in.
    pub async fn start(app: App, county: Division) -> Result<Self, Box<dyn Error>> {
        let token = signed_in(&app, Capacity::CountyWest(county)).await?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        thread::spawn(move || {
            System::new().block_on(async { server::serve(app, listener)?.await })
        });
        let connection = TcpStream::connect(address)?;
        connection.set_nodelay(true)?;
        Ok(Self {
            connection: BufReader::new(connection),
            token,
        })
    }

    /// Asks, and reads the whole answer.
    pub fn get(&mut self, path: &str) -> Result<(), Box<dyn Error>> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\r\n",
            self.token
        );
        self.connection.get_mut().write_all(request.as_bytes())?;
        let (mut line, mut length) = (String::new(), 0);
        self.connection.read_line(&mut line)?;
        if !line.starts_with("HTTP/1.1 200") {
            return Err(format!("{path} answered {line}").into());
        }
        while line != "\r\n" {
            line.clear();
            self.connection.read_line(&mut line)?;
            let header = line.to_ascii_lowercase();
            if let Some(told) = header.strip_prefix("content-length:") {
                length = told.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.connection.read_exact(&mut body)?;
        Ok(())
    }
}

async fn signed_in(app: &App, capacity: Capacity) -> Result<String, Box<dyn Error>> {
    let now = app.clock.now();
    let account = AccountId::fresh();
    let row = Account {
        id: account,
        username: "bench".into(),
        display_name: "测试账号".into(),
        disabled_at: None,
        version: 1,
        created_at: now,
        password_due_on: None,
    };
    let grant = Grant {
        id: GrantId::fresh(),
        account,
        capacity,
        from: app.clock.today(),
        to: None,
    };
    let session = Session {
        id: SessionId::fresh(),
        account,
        grant: grant.id,
        created_at: now,
        expires_at: now + Days::new(1),
        device: None,
        renewed_at: None,
    };
    storage::accounts::insert(&app.db, &row, "$no$password").await?;
    storage::accounts::insert_grant(&app.db, &grant, None, now).await?;
    storage::sessions::insert(&app.db, &session).await?;
    Ok(token::issue(app, &session)?.0)
}
