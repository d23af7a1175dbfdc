import ConfigMerge
import Generations
import ObjectStore
import SystemPackage

/// What tells a deployment from others, wherever its files are copied to.
enum WorkspaceID {
  /// The id for a deployment that has none: twelve hexadecimal digits, of where it is and how it was
  /// found by `init`. The same in every plan, and again after a rollback to files without one.
  static func derived(root: FilePath, first: Generation) -> String {
    let text = "\(root)\0\(first.created)\0\(first.tree)"
    return String(ObjectID(of: Array(text.utf8)).description.prefix(12))
  }

  /// A field's value if it is an id; what the product's template has in its place is none.
  static func made(_ value: JSONValue?) -> JSONValue? {
    switch value {
    case nil, .word("null"), .text(""), .text("generate-on-install"): nil
    default: value
    }
  }
}
