import FileEffects
import ObjectStore
import SystemPackage

extension GenerationLog {
  /// What keeps an interrupted switch from being finished or undone. A damaged journal with a whole
  /// copy does not.
  func journalFaults() throws -> [SmallFileVerdict] {
    var (faults, damaged): ([SmallFileVerdict], [SmallFileVerdict]) = ([], [])
    var found: (name: String, journal: Journal)?
    func fault(_ name: String, _ fault: SmallFileFault) -> SmallFileVerdict {
      SmallFileVerdict(name, fault, remedy: .setAside)
    }
    for name in [StoreLayout.journal, StoreLayout.journalCopy] {
      let path = folder(name)
      guard let metadata = try files.metadata(path) else { continue }
      guard metadata.isRegular else {
        faults.append(fault(name, .journal(.file(.notAFile))))
        continue
      }
      do {
        guard let bytes = try files.readIfPresent(path) else { continue }
        found = (name, try SealedRecord.decode(Journal.self, from: bytes, at: path))
      } catch GenerationError.damagedRecord(_, let record) {
        damaged.append(fault(name, .journal(record)))
      }
    }
    guard let found else { return faults + damaged }
    let reader = try ObjectReader(store)
    for tree in [found.journal.before, found.journal.after] {
      do { _ = try reader.listing(of: tree) } catch StoreError.missing {
        return faults + [fault(found.name, .journalOfUnknownState)]
      }
    }
    return faults
  }
}
