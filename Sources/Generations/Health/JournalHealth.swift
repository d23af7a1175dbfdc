import FileEffects
import ObjectStore
import SystemPackage

extension GenerationLog {
  /// What keeps an interrupted switch from being finished or taken back. A damaged journal with a whole
  /// copy does not.
  func journalFaults() throws -> [SmallFileVerdict] {
    var (faults, damaged): ([SmallFileVerdict], [SmallFileVerdict]) = ([], [])
    var found: (name: String, journal: Journal)?
    func fault(_ name: String, _ problem: String) -> SmallFileVerdict {
      SmallFileVerdict(name, problem: problem, remedy: .setAside)
    }
    for name in [StoreLayout.journal, StoreLayout.journalCopy] {
      let path = folder(name)
      guard let metadata = try files.metadata(path) else { continue }
      guard metadata.isRegular else {
        faults.append(fault(name, "is not a file"))
        continue
      }
      do {
        guard let bytes = try files.readIfPresent(path) else { continue }
        found = (name, try SealedRecord.decode(Journal.self, from: bytes, at: path))
      } catch GenerationError.damagedRecord(_, let reason) {
        damaged.append(fault(name, "is damaged: \(reason); the switch cannot be completed"))
      }
    }
    guard let found else { return faults + damaged }
    let reader = try ObjectReader(store)
    for tree in [found.journal.before, found.journal.after] {
      do { _ = try reader.listing(of: tree) } catch StoreError.missing {
        return faults + [fault(found.name, "names a state that the store does not have")]
      }
    }
    return faults
  }
}
