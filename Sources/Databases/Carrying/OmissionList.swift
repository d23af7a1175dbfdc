/// The rows of one table that were not carried: the first ones one by one, the others counted.
struct OmissionList {
  let table: String
  private var rows: [CarriedDatabase.NotCarried] = []
  private var more = 0

  init(table: String) { self.table = table }

  mutating func add(
    _ reason: CarryOmission, written: @autoclosure () throws -> [String: String]?,
    there: @autoclosure () throws -> [String: String]?
  ) rethrows {
    guard rows.count < CarriedDatabase.rowsListed else {
      more += 1
      return
    }
    rows.append(
      CarriedDatabase.NotCarried(
        table: table, reason: reason, written: try written(), there: try there()))
  }

  var all: [CarriedDatabase.NotCarried] {
    more == 0
      ? rows
      : rows + [
        CarriedDatabase.NotCarried(table: table, reason: .others, rows: more)
      ]
  }
}
