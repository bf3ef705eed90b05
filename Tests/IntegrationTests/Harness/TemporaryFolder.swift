import Foundation

/// A folder that is removed with the object.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/weir-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw HarnessFailure("no folder can be made in /tmp") }
        path = String(cString: made)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ name: String, _ content: String) throws -> String {
        try content.write(toFile: file(name), atomically: false, encoding: .utf8)
        return file(name)
    }

    /// The file's content, empty if there is none.
    func read(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: file(name)) ?? Data(), as: UTF8.self)
    }

    func readBytes(_ name: String) -> [UInt8] {
        Array(FileManager.default.contents(atPath: file(name)) ?? Data())
    }
}
