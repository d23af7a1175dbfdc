import TestSupport
import Testing

@testable import Databases

@Suite(.tags(.unit)) struct VirtualTableTests {
  @Test(arguments: [
    ("CREATE VIRTUAL TABLE t USING fts5(a, b)", "fts5", nil),
    ("CREATE VIRTUAL TABLE \"my t\" USING \"FTS5\"(a, content='')", "fts5", ""),
    (
      "create virtual table [a b] using fts4 ( a , CONTENT = \"no\"\"tes\" , x )", "fts4", "no\"tes"
    ),
    (
      "CREATE VIRTUAL TABLE /* content= */ t -- using x\n USING fts5(content=notes)", "fts5",
      "notes"
    ),
    ("CREATE VIRTUAL TABLE t USING fts5(a, tokenize = 'x (,content=y)')", "fts5", nil),
    ("CREATE VIRTUAL TABLE 'u''using' USING rtree(id, (1,2), content=)", "rtree", ""),
    ("CREATE VIRTUAL TABLE t USING fts5", "fts5", nil),
  ])
  func `its module and the table of its text are read as SQLite reads them`(
    sql: String, module: String, content: String?
  ) throws {
    let table = try #require(VirtualTable(name: "t", sql: sql))
    #expect(table.module == module && table.content == content)
  }

  @Test(arguments: [
    "", "CREATE TABLE t (a)", "CREATE VIRTUAL TABLE t USING", "CREATE VIRTUAL TABLE",
  ])
  func `another text is none`(sql: String) {
    #expect(VirtualTable(name: "t", sql: sql) == nil)
  }
}
