//! The schema, there and back.

use crate::database::{Own, connected};
use migrations::{Migrator, MigratorTrait};

#[actix_web::test]
async fn the_schema_comes_up_goes_down_and_comes_up_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Own::empty(folder.path()).await;
    let db = connected(database.url()).await;

    Migrator::up(&db, None).await.expect("up");
    Migrator::down(&db, None).await.expect("down");
    Migrator::up(&db, None).await.expect("up again");

    let left = Migrator::get_pending_migrations(&db).await.expect("asked");
    assert!(left.is_empty());
    db.close().await.expect("closed");
}
