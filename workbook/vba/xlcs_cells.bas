Attribute VB_Name = "xlcs_cells"
Option Explicit
Option Private Module
' What every function in a cell does around its call to Python: arguments as values, marks as Excel
' errors, tables in the size that the formula's cells have.

Private Const ERROR_MARK As String = "#xlcs!"

' An argument as a value. A range handed over as it is would be read back from Python, which is a
' call into a calculating Excel; an omitted argument goes as Empty.
Public Function Plain(Optional ByVal argument As Variant) As Variant
    If IsMissing(argument) Then
        Plain = Empty
    ElseIf IsObject(argument) Then
        Plain = ValueOf(argument)
    Else
        Plain = argument
    End If
End Function

Private Function ValueOf(ByVal cells As Object) As Variant
    ValueOf = cells.Value
End Function

' The workbook that asks. Without a calling cell (from VBA, in LibreOffice): the active one.
Public Function AskingBook() As String
    Dim fullName As String
    On Error Resume Next
    fullName = Application.Caller.Worksheet.Parent.FullName
    If fullName = "" Then fullName = ActiveWorkbook.FullName
    On Error GoTo 0
    AskingBook = fullName
End Function

' The function wizard asks at every keystroke. It is not let start Python, nor fetch whole tables;
' the answer is #N/A and never 0, because the wizard's mark can be wrong.
Private Function InWizard() As Boolean
    Dim enabled As Boolean
    enabled = True
    On Error Resume Next
    enabled = Application.CommandBars("Standard").Controls(1).Enabled
    On Error GoTo 0
    InWizard = Not enabled
End Function

' The answer of a function that gives one value.
Public Function OneValue(ByVal functionName As String, ByVal arguments As Variant, _
        Optional ByVal explain As Boolean = False) As Variant
    If Not IsConnected() Then
        If InWizard() Then
            OneValue = CVErr(xlErrNA)
            Exit Function
        End If
    End If
    OneValue = Shown(Answer(functionName, arguments, explain), CVErr(xlErrNA))
End Function

' The answer of a function that gives a table. In an array formula of several cells the cells that
' the table does not reach hold empty text; in one cell it spills in its own size. The number of
' rows, where it is given, does the same without a caller to ask (LibreOffice has none).
Public Function Table(ByVal functionName As String, ByVal arguments As Variant, _
        Optional ByVal explain As Boolean = False, Optional ByVal rowCountGiven As Variant) As Variant
    Dim given As Variant, cells() As Variant
    Dim rowCount As Long, columnCount As Long, dimensions As Long
    Dim shownRows As Long, shownColumns As Long, firstRow As Long, firstColumn As Long
    Dim r As Long, c As Long
    If InWizard() Then
        Table = CVErr(xlErrNA)
        Exit Function
    End If
    given = Answer(functionName, arguments, explain)
    dimensions = DimensionsOf(given)
    rowCount = 1
    columnCount = 1
    If dimensions = 2 Then
        firstRow = LBound(given, 1)
        firstColumn = LBound(given, 2)
        rowCount = UBound(given, 1) - firstRow + 1
        columnCount = UBound(given, 2) - firstColumn + 1
    ElseIf dimensions = 1 Then
        firstColumn = LBound(given)
        columnCount = UBound(given) - firstColumn + 1
    End If
    shownRows = rowCount
    shownColumns = columnCount
    WidenToCaller shownRows, shownColumns
    If IsNumeric(rowCountGiven) Then
        If rowCountGiven > shownRows And rowCountGiven <= 1048576 Then shownRows = rowCountGiven
    End If
    If dimensions = 0 And shownRows = 1 And shownColumns = 1 Then
        Table = Shown(given, "")
        Exit Function
    End If
    ReDim cells(1 To shownRows, 1 To shownColumns)
    For r = 1 To shownRows
        For c = 1 To shownColumns
            If r > rowCount Or c > columnCount Then
                cells(r, c) = ""
            ElseIf dimensions = 2 Then
                cells(r, c) = Shown(given(firstRow + r - 1, firstColumn + c - 1), "")
            ElseIf dimensions = 1 Then
                cells(r, c) = Shown(given(firstColumn + c - 1), "")
            Else
                cells(r, c) = Shown(given, "")
            End If
        Next
    Next
    Table = cells
End Function

' What Python answers. The functions that tell about the add-in itself (explain) say in words why
' there is no Python, where all others show #N/A.
Private Function Answer(ByVal functionName As String, ByVal arguments As Variant, _
        ByVal explain As Boolean) As Variant
    Answer = AskPython(functionName, arguments)
    If explain And Not IsArray(Answer) Then
        If IsError(Answer) Then Answer = TextOf("no_python_cell") & LastFailure()
    End If
End Function

' A value as the cell shows it: a mark as the Excel error it stands for, none as `none`.
Private Function Shown(ByVal value As Variant, ByVal none As Variant) As Variant
    If IsEmpty(value) Or IsNull(value) Then
        Shown = none
    ElseIf VarType(value) <> vbString Then
        Shown = value
    ElseIf value = ERROR_MARK & "N/A" Then
        Shown = CVErr(xlErrNA)
    ElseIf value = ERROR_MARK & "VALUE" Then
        Shown = CVErr(xlErrValue)
    Else
        Shown = value
    End If
End Function

' By reference, since a table may have a million values to copy.
Private Function DimensionsOf(ByRef value As Variant) As Long
    Dim bound As Long
    If Not IsArray(value) Then Exit Function
    DimensionsOf = 1
    On Error GoTo one
    bound = UBound(value, 2)
    DimensionsOf = 2
one:
End Function

' Widened only: where the caller is smaller than the table, Excel itself cuts it off.
Private Sub WidenToCaller(ByRef rowCount As Long, ByRef columnCount As Long)
    Dim callerRows As Long, callerColumns As Long
    On Error Resume Next
    callerRows = Application.Caller.Rows.Count
    callerColumns = Application.Caller.Columns.Count
    On Error GoTo 0
    If callerRows > rowCount Then rowCount = callerRows
    If callerColumns > columnCount Then columnCount = callerColumns
End Sub
