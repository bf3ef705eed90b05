import Glibc

/// Reads and writes small files by the system's calls.
enum BoundedFile {
    enum ReadError: Error, Equatable {
        /// The system's words.
        case unreadable(String)
        case tooLarge
    }

    /// All bytes of a file of `limit` bytes at most. A pipe or a device does not make it wait.
    static func read(_ path: String, limit: Int) throws(ReadError) -> [UInt8] {
        let file = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .unreadable(systemText()) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .unreadable(systemText()) }
            bytes.append(contentsOf: chunk.prefix(count))
            guard bytes.count <= limit else { throw .tooLarge }
        }
    }

    /// Writes a file under a temporary name and moves it to its place, so that there is never half of one. The mode
    /// holds whatever the process's mask is. Returns the system's words, or nil when it is done.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t) -> String? {
        let draft = path + ".new"
        unsafe unlink(draft)
        let file = unsafe Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { return systemText() }
        var problem = fchmod(file, mode) == 0 ? writeAll(bytes, to: file) : systemText()
        if close(file) != 0, problem == nil { problem = systemText() }
        if problem == nil, unsafe rename(draft, path) != 0 { problem = systemText() }
        if problem != nil { unsafe unlink(draft) }
        return problem
    }

    /// Whether something is there, also a dangling link.
    static func exists(_ path: String) -> Bool {
        var facts = stat()
        return unsafe lstat(path, &facts) == 0
    }

    /// Makes a folder and those above it. Returns the system's words, or nil when it is there.
    static func makeDirectory(_ path: String) -> String? {
        if unsafe mkdir(path, 0o755) == 0 || errno == EEXIST { return nil }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            return systemText()
        }
        if let problem = makeDirectory(String(path[..<slash])) { return problem }
        return unsafe mkdir(path, 0o755) == 0 || errno == EEXIST ? nil : systemText()
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) -> String? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return systemText() }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    private static func systemText() -> String {
        unsafe String(cString: strerror(errno))
    }
}
