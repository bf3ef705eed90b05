import Foundation
import Glibc
import Testing

@Suite struct LogRotationBySIGUSR1 {
    @Test func noLineIsLost() throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers()))
        defer { weir.kill() }
        let browser = try Browser(weir)

        try browser.get("/before")
        _ = try weir.accessLines(1)
        let (current, moved) = (weir.folder.file(WeirProcess.accessLogName), weir.folder.file("access.log.1"))
        try FileManager.default.moveItem(atPath: current, toPath: moved)
        // Until the signal the old file goes on.
        try browser.get("/moved")
        try eventually("the second line") { weir.folder.read("access.log.1").contains("/moved") }
        weir.signal(SIGUSR1)
        try eventually("a new file") { access(current, F_OK) == 0 }
        try browser.get("/after")
        #expect(try weir.accessLine().path == "/after")
        #expect(weir.folder.read("access.log.1").split(separator: "\n").count == 2)
        #expect(try browser.get().status == 200)
    }

    @Test func aFolderThatIsGoneIsReportedAndTheOldFileGoesOn() throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        var layout = Layout.web(origins.servers())
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("logs"), withIntermediateDirectories: false)
        layout.log = folder.file("logs/access.log")
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        try FileManager.default.moveItem(atPath: folder.file("logs"), toPath: folder.file("old"))
        weir.signal(SIGUSR1)
        try weir.waitForError(containing: "the access log cannot be opened anew")
        try Browser(weir).get("/still")
        try eventually("the line") { folder.read("old/access.log").contains("/still") }
    }
}
