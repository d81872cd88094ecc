Attribute VB_Name = "xlcs_server"
Option Explicit
Option Private Module
' The connection to Python: one process for cells and ribbon, so that what 'refresh' reads is what
' the cells see.
'
' XLPy (of xlwings) reads the config file some twenty times a call. The object that it returns is
' kept here, and asked for again only when its process has gone.

Private Const NO_PYTHON As Long = -2147220991

' A start of Python that fails may take minutes, and every cell would wait for its own: after one
' that took long, cells are told at once for a while. The ribbon always tries.
Private Const LONG_START_S As Long = 3
Private Const QUIET_S As Long = 60

Private Const STATUS_SHOWN_S As Long = 20

Private python As Object
Private quietUntil As Date
Private failure As String
Private isStartShown As Boolean
Private shownAtEnd As String

Public Function IsConnected() As Boolean
    IsConnected = Not (python Is Nothing)
End Function

' Why Python could not be reached the last time, or "".
Public Function LastFailure() As String
    LastFailure = failure
End Function

' The object of xlwings' function server; raises NO_PYTHON with the reason where there is none.
Public Function PythonServer() As Object
    Dim began As Date
    If Not (python Is Nothing) Then
        Set PythonServer = python
        Exit Function
    End If
    If Now < quietUntil Then Err.Raise NO_PYTHON, "xlcs", failure
    began = Now
    On Error GoTo failed
    ShowStarting
    Set python = XLPy()
    HideStarting
    Set PythonServer = python
    failure = ""
    Exit Function
failed:
    failure = Err.Description
    HideStarting
    If DateDiff("s", began, Now) >= LONG_START_S Then quietUntil = DateAdd("s", QUIET_S, Now)
    Err.Raise NO_PYTHON, "xlcs", failure
End Function

' The first cell that asks waits for it. Without a window nobody would see it.
Private Sub ShowStarting()
    On Error GoTo unseen
    If ActiveWindow Is Nothing Then Exit Sub
    Application.StatusBar = TextOf("starting")
    isStartShown = True
unseen:
End Sub

Private Sub HideStarting()
    If isStartShown Then ResetStatusBar
    isStartShown = False
End Sub

' Gives it back to Excel.
Private Sub ResetStatusBar()
    On Error Resume Next
    Application.StatusBar = False
End Sub

Private Sub Disconnect()
    Set python = Nothing
    quietUntil = 0
End Sub

' Whether an error says that the process at the other end has gone (it crashed, or was ended).
Private Function IsGone(ByVal code As Long) As Boolean
    Select Case code
        Case 462, &H800706BA, &H800706BE, &H800706BF, &H80010007, &H80010108, &H80010012
            IsGone = True
    End Select
End Function

' Asks Python for a function in a cell. An error value among the arguments is the answer, as in
' Excel's own functions. Where Python cannot be reached or lets an exception out: #N/A.
Public Function AskPython(ByVal functionName As String, ByVal arguments As Variant) As Variant
    Dim i As Long, again As Boolean, number As Long, description As String
    For i = LBound(arguments) To UBound(arguments)
        If IsError(arguments(i)) Then
            AskPython = arguments(i)
            Exit Function
        End If
    Next
    On Error GoTo failed
ask:
    AskPython = PythonServer().CallUDF("xlcs.addin.functions", functionName, arguments)
    Exit Function
failed:
    ' Stored first: whatever is called from here may reset Err.
    number = Err.Number
    description = Err.Description
    If IsGone(number) And Not again Then
        again = True
        Disconnect
        Resume ask
    End If
    failure = description
    AskPython = CVErr(xlErrNA)
End Function

' Runs a macro of the ribbon. What goes wrong inside it Python tells the user itself; here only a
' Python that cannot be reached is told of.
'
' Not RunPython: that does the same in the end, but takes a sheet named '*.py' for embedded code,
' and shows a traceback. On macOS there is no function server, and RunPython is what works.
'
' Python turns Excel's alerts off while it works for long, or Excel would ask what to do about an
' "OLE action" that takes more than a minute. They are put back here too, for a Python that dies.
Public Sub RunMacro(ByVal macroName As String)
    Dim command As String, again As Boolean, alerts As Boolean, number As Long
    command = "import xlcs.addin.macros; xlcs.addin.macros." & macroName & "()"
    If OnMac() Then
        RunPython command
        Exit Sub
    End If
    quietUntil = 0
    alerts = Application.DisplayAlerts
    On Error GoTo failed
    ' The tab is there, and can be clicked, with no workbook open.
    If ActiveWorkbook Is Nothing Then Workbooks.Add
    If macroName = "refresh" Or macroName = "choose_folder" Then BindQuietly ActiveWorkbook
handOver:
    SetCaller ActiveWorkbook
    On Error GoTo broken
    PythonServer().Exec command
    ForgetCaller
    Application.DisplayAlerts = alerts
    ClearStatusBarLater
    Exit Sub
failed:
    number = Err.Number
    failure = Err.Description
    If IsGone(number) And Not again Then
        again = True
        Disconnect
        Resume handOver
    End If
    Application.DisplayAlerts = alerts
    Say TextOf("no_python") & vbLf & vbLf & failure
    Exit Sub
broken:
    number = Err.Number
    failure = Err.Description
    If IsGone(number) Then
        Disconnect
        ResetStatusBar
    Else
        ForgetCaller
    End If
    Application.DisplayAlerts = alerts
    Say TextOf("macro_failed") & vbLf & vbLf & failure
End Sub

' The workbook that a macro works on.
Private Sub SetCaller(ByVal book As Object)
    PythonServer().SetAttr PythonServer().Module("xlwings._xlwindows"), "BOOK_CALLER", book
End Sub

' A workbook that Python held on to would keep Excel alive after its last window is closed.
Private Sub ForgetCaller()
    On Error Resume Next
    SetCaller Nothing
End Sub

' Cells that stay without their function say so themselves; a refresh goes on.
Private Sub BindQuietly(ByVal book As Object)
    On Error Resume Next
    BindFunctions book
End Sub

' What a macro left in the status bar is read, and then in the way.
Private Sub ClearStatusBarLater()
    On Error Resume Next
    If VarType(Application.StatusBar) <> vbString Then Exit Sub
    shownAtEnd = Application.StatusBar
    Application.OnTime Now + TimeSerial(0, 0, STATUS_SHOWN_S), _
        "'" & ThisWorkbook.Name & "'!ClearStatusBar"
End Sub

' By Excel's clock; leaves alone what others have put there since.
Public Sub ClearStatusBar()
    On Error Resume Next
    If Application.StatusBar = shownAtEnd Then Application.StatusBar = False
End Sub

' Ends the Python process and starts a new one, then lets all formulas ask again.
Public Sub RestartPython()
    On Error GoTo failed
    Disconnect
    KillPy
    PythonServer
    Application.CalculateFull
    Exit Sub
failed:
    failure = Err.Description
    Say TextOf("no_python") & vbLf & vbLf & failure
End Sub

Private Function OnMac() As Boolean
    Dim system As String
    On Error Resume Next
    system = Application.OperatingSystem
    On Error GoTo 0
    OnMac = InStr(1, system, "Mac", vbTextCompare) > 0
End Function

' MsgBox shows question marks for Chinese where Windows' own code page has none; Popup does not.
Public Sub Say(ByVal text As String)
    Dim shell As Object
    On Error Resume Next
    Set shell = CreateObject("WScript.Shell")
    On Error GoTo 0
    If shell Is Nothing Then
        MsgBox text, vbExclamation, "xlcs"
    Else
        shell.Popup text, 0, "xlcs", vbExclamation
    End If
End Sub
