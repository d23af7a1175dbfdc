import ObjectStore

extension UpgradePlan.Impact {
  /// - Parameter changes: What is to become of the files of `local`.
  init(_ changes: [Change], of local: Listing) {
    for change in changes {
      if let after = change.after.leaf {
        filesWritten += 1
        bytesWritten += after.size
      } else if change.before.leaf != nil {
        filesRemoved += 1
      }
    }
    for item in local.items where item.entry.layer == .brain && !item.entry.isDirectory {
      brainFiles += 1
      brainBytes += item.entry.size
      if item.entry.kind == .database { databases += 1 }
    }
  }
}
