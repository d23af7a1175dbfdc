/// How much of a plan is on a page: whatever is in a release, a browser can show the page.
///
/// Whatever is left out is counted in a sentence in its place.
struct PageBudget {
  /// Names of files in one list.
  static let names = 500
  /// Lines of other lists, and rows of tables.
  static let rows = 200
  /// Tables of databases.
  static let proofRows = 500
  /// Conflicts of one configuration, and lines of a value in one.
  static let conflicts = 50
  static let valueLines = 20
  /// Characters of a line of a file, and of a sentence from a release.
  static let lineLength = 400
  static let textLength = 2_000
  /// Unchanged lines that can be unfolded in one place.
  static let unfolded = 200

  /// Rows of differences that are left for the whole page, and characters.
  private(set) var rows = 6_000
  private(set) var characters = 600_000

  /// Whether rows with so many characters still have room; then it is taken.
  mutating func takes(rows count: Int, characters number: Int) -> Bool {
    guard count <= rows, number <= characters else { return false }
    rows -= count
    characters -= number
    return true
  }
}

extension HTML {
  /// Names of files, folded where they are many.
  static func names(_ title: HTML, _ paths: [String]) -> HTML {
    if paths.isEmpty { return HTML([]) }
    let list = HTML.list(paths.prefix(PageBudget.names).map { .code($0) })
      .followed(by: paths.count - PageBudget.names)
    return .folded(
      "\(title) (\(Words.number(paths.count, "file")))", isOpen: paths.count <= 8, list)
  }

  /// With a sentence about what was left out.
  func followed(by omitted: Int) -> HTML {
    omitted <= 0
      ? self
      : self
        + .note(
          "… and \(Words.digits(omitted)) more that are not on this page; \(HTML.code("--json")) lists all."
        )
  }
}
