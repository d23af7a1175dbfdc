import CSQLite
import TestSupport
import Testing

@testable import Databases

@Suite(.tags(.unit)) struct PragmaRulesTests {
  @Test(
    arguments: [
      "user_version", "foreign_keys", "table_info", "quick_check", "journal_mode", "page_size",
      "compile_options", "encoding", "wal_checkpoint", "writable_schema", "application_id",
    ], [nil, "1"])
  func `what the author of a PRAGMA is told is what happens when it is run`(
    name: String, value: String?
  ) {
    let gate = AdditiveGate(known: [:], indexTables: [])
    let isRun = gate.mayDo(SQLITE_PRAGMA, name, value ?? "")
    let refusal = StatementRules.refusal(of: Pragma(name: name, schema: nil, value: value))
    #expect(isRun == (refusal == nil))
  }

  @Test func `values are only for what is set, and for what reads them`() {
    #expect(Pragma.isAllowed("user_version", hasValue: true))
    #expect(Pragma.isAllowed("table_info", hasValue: true))
    #expect(Pragma.isAllowed("journal_mode", hasValue: false))
    #expect(!Pragma.isAllowed("journal_mode", hasValue: true))
    #expect(!Pragma.isAllowed("optimize", hasValue: false))
  }
}
