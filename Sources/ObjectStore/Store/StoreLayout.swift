import FileEffects

/// Every name and number of the store's format, in the order of `store-format.md`; the fields of a record
/// are those of its type, such as `Generation`.
public enum StoreLayout {
  // MARK: The tree of a store

  /// The store's usual name, beside `cortex-brain`.
  public static let folder = ".cortex"
  static let format = "format"
  public static let packs = "packs"
  static let packExtension = "pack"
  public static let generations = "generations"
  public static let current = "current"
  public static let highest = "highest"
  /// The second copy of every small file; see `Ledger`.
  static let ledger = "ledger"
  public static let pins = "pins"
  /// Made with the first answer in it.
  public static let resolutions = "resolutions"
  public static let trash = "trash"
  public static let journal = "journal"
  public static let journalCopy = "journal.copy"
  static let staging = "staging"
  /// What switches took out of the deployment; made with the first.
  public static let removed = "removed"
  /// Packs that a repair has set aside; made with the first.
  public static let damaged = "damaged"
  /// Folders of records.
  public static let recordFolders = [generations, trash, pins, resolutions]
  static let folders = [packs, generations, pins, trash, staging]
  /// What every writer adds to, or replaces.
  public static let written = folders + [ledger, current]
  /// There only in a store outside its deployment.
  public static let home = "deployment"
  public static let lock = "lock"
  static let reserve = "reserve"
  /// Files without bytes, beside the reserve.
  static let spare = "spare"
  static let ignoreFile = ".gitignore"
  public static let statCache = "stat-cache"
  public static let layers = "layers.yaml"
  /// What was done to the deployment, an entry a line, and where it ends; made with the first.
  public static let actions = "log"
  public static let actionsEnd = "log-end"
  /// The public keys whose signatures of releases count; made with the first.
  public static let keys = "keys"
  /// What proves what signed releases shipped; made with the first.
  public static let signed = "signed"
  /// Where releases come from; made by the first command that says so.
  public static let channel = "channel"
  /// The plans that dry runs showed last; made with the first. Nothing else depends on it.
  public static let plans = "plans"
  /// What was fetched of releases; made with the first. Nothing else depends on it.
  public static let releaseCache = "release-cache"
  /// What the latest upgrade left as YAML of the brain before it. Nothing else depends on it.
  public static let brainExports = "brain-export"

  /// Names that begin so belong to files that are being written: they wait for their names.
  static let temporaryPrefix = NewFile.temporaryPrefix
  /// Names in a deployment that begin so are being written by a switch; they are in no capture.
  public static let switchPrefix = ".cortex-new-"

  /// In `staging/`: packs that are being written, copies of databases, and what tells the disk's time.
  public enum Staging {
    static let objects = "objects.pack"
    static let deltas = "deltas.pack"
    static let clock = "clock"
    /// Where SQLite copies a database to.
    public static let database = "database"
    /// Copies to restore into live databases.
    public static let restored = "restore"
  }

  enum Reserve {
    /// In bytes: enough for the records of some deletions, and too little to matter.
    static let size = 64 << 10
    /// So many files: a deletion writes less than half of that at a time.
    static let spareCount = 16
  }

  /// No small file has more bytes than this, nor the ledger than that; a reader refuses more.
  static let smallFileLimit: UInt64 = 64 << 20
  static let ledgerLimit: UInt64 = 512 << 20

  // MARK: The version

  static let formatName = "cortex-store"
  static let formatVersion = 1

  /// What this program writes into a new store, and knows.
  enum Feature {
    /// Small files have their second copies in the ledger, and `current` names its change.
    static let ledger = "ledger"
    static let toRead: Set = ["chunks", "deltas", "groups", "heads", ledger, "zstd"]
    static let toCollect: Set = ["trash"]
  }

  // MARK: Packs

  enum Pack {
    /// Magic numbers of skippable frames (RFC 8878, section 3.1.2), the last nibble ours: of the index,
    /// and of the head before each frame.
    static let skippableMagic: UInt32 = 0x184D_2A5C
    static let headMagic: UInt32 = 0x184D_2A5D
    /// In an export, of the frame with the record, which comes first.
    static let recordMagic: UInt32 = 0x184D_2A5E
    /// A record has no more bytes than this; a reader refuses more.
    static let recordLimit = 64 << 20
    static let indexMagic = Array("CXPI".utf8)
    static let indexVersion: UInt32 = 1
    static let endMagic = Array("CXPE".utf8)
    /// magic, version, number of frames, number of objects
    static let headerSize = 16
    /// offset, stored length, raw length, number of the base, reserved
    static let frameRowSize = 24
    /// frame, offset in the frame, length, type
    static let objectRowSize = 16
    /// SHA-256 of the index, its length, magic
    static let trailerSize = 32 + 4 + 4
    /// In a frame's row: it needs no base.
    static let noBase: UInt32 = .max
    /// Uncompressed bytes after which a frame is full.
    static let frameTarget = 1 << 20
    /// No frame holds more uncompressed bytes than this; a reader refuses more.
    static let frameLimit = 64 << 20
    /// From an object over its bases to one that needs none, nothing is written with more steps than
    /// this.
    static let chainLimit = 8
    /// After a loss there can be more. A reader follows so many: more would be a circle.
    static let readableChain = 64
    /// In a head, the bits of an object's length; the type is in those above.
    static let lengthBits = 28
  }

  // MARK: Trees and lists of chunks

  enum Tree {
    static let magic = Array("CXT1".utf8)
    /// Everything of a row but the name's bytes: kind, layer, permissions, size, object, length.
    static let rowSize = 1 + 1 + 2 + 8 + 32 + 2
    /// Set in the kind's byte where the object is a list of chunks.
    static let chunkedFlag: UInt8 = 0x80
  }

  enum ChunkList {
    static let magic = Array("CXC1".utf8)
  }

  // MARK: Records

  /// What a record's second line begins with, before its digest.
  static let sealWord = "sha256 "

  // MARK: The ledger

  enum Ledger {
    static let changeWord = "change "
    static let fileWord = "file "
    static let goneWord = "gone "
    static let lostWord = "lost "
    static let endWord = "end "
    /// In the place of the digest of the change before the first.
    static let nothing = "nothing"
    /// No line of a change's own is longer.
    static let longestLine = 512
  }

  // MARK: The stat cache

  enum StatCache {
    static let magic = Array("CXSC4".utf8)
    /// A cache of more uncompressed bytes is not believed: some ten million files.
    static let limit = 1 << 30

    /// Flags of a folder.
    static let whole: UInt8 = 1
    static let listed: UInt8 = 2
    static let databases: UInt8 = 4

    /// All of a row but the name's bytes.
    static let rowSize = 72
    /// Where in a row the object is.
    static let objectOffset = 38
    /// The first byte of a row: what the walk found, and below it the kind of file.
    static let leaf: UInt8 = 0x10
    static let folder: UInt8 = 0x20
    static let leftOut: UInt8 = 0x30
    static let unstored: UInt8 = 0x40
    static let kindMask: UInt8 = 0x0f
  }

  // MARK: Restored folders

  /// In a folder into which a generation is restored.
  enum Restored {
    static let unfinishedPrefix = Array(".cortex-restore-".utf8)
    static let finishedPrefix = Array(".cortex-restored-".utf8)
    /// How many digits follow: the first of the digest of the listing's tree.
    static let digits = 16
    /// In the unfinished one: whoever is at it holds this lock.
    static let lock = ".cortex-restoring"
  }

  // MARK: Chunks

  /// Bytes in a chunk of a database: a multiple of every page size.
  static let databaseChunkSize = 64 << 10
  /// A file of more bytes than this is stored in chunks.
  static let largeFileSize = 1 << 20
}

/// What an object is, as its pack says: enough to walk a store without knowing its roots.
public enum ObjectType: UInt8, Sendable {
  case blob = 1
  case tree = 2
  case chunkList = 3
}
