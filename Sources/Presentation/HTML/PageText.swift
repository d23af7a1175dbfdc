/// What is said of a page on a terminal.
package enum PageText {
  package static func written(to file: String) -> String { "The plan is also in \(file).\n" }
}
