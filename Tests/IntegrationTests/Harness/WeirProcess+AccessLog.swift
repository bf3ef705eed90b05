import Foundation

extension WeirProcess {
    /// The log so far, as text.
    var accessLog: String { folder.read(Self.accessLogName) }

    /// Waits until the log has so many lines, and returns them all.
    func accessLines(_ count: Int, within seconds: Double = 10) throws -> [AccessEntry] {
        let lines = try eventually("\(count) lines in the log: \(accessLog)\n\(standardError)", within: seconds) {
            let log = accessLog
            let lines = log.split(separator: "\n")
            return lines.count >= count && log.hasSuffix("\n") ? lines : nil
        }
        return try lines.map { try AccessEntry(line: $0) }
    }

    /// The one line that there is to be.
    func accessLine(within seconds: Double = 10) throws -> AccessEntry {
        let lines = try accessLines(1, within: seconds)
        guard lines.count == 1 else { throw HarnessFailure("more than one line in the log: \(accessLog)") }
        return lines[0]
    }
}
