import Foundation

/// The package's own files.
enum SourceTree {
    /// The package's folder.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let sources = swiftFiles(in: "Sources")
    static let tests = swiftFiles(in: "Tests")

    /// Text of a file by its path from the package's folder.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Paths of the files that git keeps; where there is no git, of all files but what was built.
    static func keptPaths() -> [String] {
        let git = Process()
        let output = Pipe()
        git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        git.arguments = ["git", "-C", root.path, "-c", "safe.directory=*", "ls-files"]
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        guard (try? git.run()) != nil else { return paths(in: "") }
        let listed = output.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        guard git.terminationStatus == 0 else { return paths(in: "") }
        return String(decoding: listed, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func swiftFiles(in folder: String) -> [SourceFile] {
        paths(in: folder + "/").filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            (try? text(path)).map { SourceFile(path: path, text: $0) }
        }
    }

    private static func paths(in folder: String) -> [String] {
        let start = root.appendingPathComponent(folder).path
        guard let enumerator = FileManager.default.enumerator(atPath: start) else { return [] }
        var paths: [String] = []
        while let path = enumerator.nextObject() as? String {
            if folder.isEmpty, path.hasPrefix(".build") || path == ".git" {
                enumerator.skipDescendants()
            } else if enumerator.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
                paths.append(folder + path)
            }
        }
        return paths
    }
}
