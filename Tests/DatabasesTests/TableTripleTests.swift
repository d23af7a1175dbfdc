import TestSupport
import Testing

@testable import Databases

@Suite(.tags(.unit)) struct TableTripleTests {
  /// A table with these columns, a name or a name and a type each; `key` are those of its primary key.
  private func shape(_ columns: String, key: String = "") -> TableShape {
    TableShape(
      name: "t",
      columns: columns.split(separator: ",").map { column in
        let words = column.split(separator: " ").map(String.init)
        return TableShape.Column(
          name: words[0], type: words.dropFirst().first ?? "", defaultExpression: nil)
      }, key: key.split(separator: " ").map(String.init), hasRowID: true, isAutoincrement: false,
      settlesConflicts: false)
  }

  private func triple(
    _ before: TableShape?, _ after: TableShape, _ target: TableShape
  ) -> TableTriple {
    TableTriple(name: "t", before: before, after: after, target: target)
  }

  @Test(arguments: [
    ("a,b,c", "a,b,c", "a,b,c", "a,b,c", "a,b,c"),
    // A column that one of them lacks is not common; those after the last common one are not needed.
    ("a,b", "a,b,c", "a,b,c", "a,b", "a,b"),
    ("a,b", "a,b", "a,x,b,y", "a,x,b", "a,b"),
    ("a,b", "B,A", "A,b", "A,b", "A,b"),
    ("a", "b", "a,b", "", ""),
  ])
  func `rows are carried by the columns that all three have`(
    before: String, after: String, target: String, columns: String, common: String
  ) {
    let table = triple(shape(before), shape(after), shape(target))
    let names = table.columns.map(\.name)
    #expect(names.joined(separator: ",") == columns)
    #expect(names.filter(table.isCommon).joined(separator: ",") == common)
  }

  @Test func `a table that was added meanwhile has the columns of its newer state`() {
    let table = triple(nil, shape("a,b", key: "b"), shape("b", key: "b"))
    #expect(table.columns.map(\.name) == ["b"])
    #expect(table.lostColumns == ["a"] && table.hasKey)
  }

  @Test(arguments: [
    ("a", "a", "a", true), ("a b", "A B", "a b", true), ("", "", "", false), ("a", "a", "b", false),
    ("b", "a", "a", false), ("a", "b", "a", false), ("a b", "b a", "a b", false),
  ])
  func `rows are known by a key only if all three have it`(
    before: String, after: String, target: String, hasKey: Bool
  ) {
    let table = triple(
      shape("a,b", key: before), shape("a,b", key: after), shape("a,b", key: target))
    #expect(table.hasKey == hasKey)
  }

  @Test func `values may be converted where a column has another type`() {
    #expect(!triple(nil, shape("a TEXT,b"), shape("A TEXT")).mayConvert)
    #expect(triple(nil, shape("a TEXT,b"), shape("A INT")).mayConvert)
  }
}
