// The session extension is compiled in by Debian; its declarations need these.
#define SQLITE_ENABLE_SESSION
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include <sqlite3.h>

// Leaves a write-ahead log unchanged when the connection closes. sqlite3_db_config takes a variable
// number of arguments, which Swift cannot call.
static inline int cortex_sqlite3_keep_log_on_close(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

// Keeps the database's triggers from running while rows are restored, for the same reason.
static inline int cortex_sqlite3_silence_triggers(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
}

// Keeps statements from writing to the tables in which a virtual table keeps its rows, and to the
// schema itself, for the same reason.
static inline int cortex_sqlite3_defend(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

// Reads text in double quotes as a name, never for a text where there is no such name, for the
// same reason.
static inline int cortex_sqlite3_quote_names_only(sqlite3 *database) {
  int code = sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
  if (code != SQLITE_OK) return code;
  return sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
}

// Changes no row because another one that it refers to is changed, whatever the library would do by
// itself, for the same reason.
static inline int cortex_sqlite3_leave_foreign_keys(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_FKEY, 0, (int *)0);
}
