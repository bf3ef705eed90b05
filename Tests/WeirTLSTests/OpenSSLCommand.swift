import Foundation
import Testing

/// The system's `openssl`.
enum OpenSSLCommand {
    static let path = "/usr/bin/openssl"
    static let isThere = FileManager.default.isExecutableFile(atPath: path)

    /// What it prints; throws if it fails.
    static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: bytes, as: UTF8.self)
        try #require(process.terminationStatus == 0, "\(text)")
        return text
    }
}
