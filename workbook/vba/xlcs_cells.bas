Attribute VB_Name = "xlcs_cells"
Option Explicit
Option Private Module
' What every function in a cell does around its call to Python: arguments as values, marks as Excel
' errors, tables in the size that the formula's cells have.

Private Const ERROR_MARK As String = "#xlcs!"

' A longer text inside an array that a function gives makes #VALUE! of the whole array.
Private Const LONGEST_IN_ARRAY As Long = 255
Private Const ELLIPSIS As Long = 8230
Private Const MOST_ROWS As Long = 1048576

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

' A formula's cell that Excel has not calculated yet is Empty, which no formula's result is. Excel
' asks again when it has; until then the answer is #N/A, and Python is not asked.
Private Function ValueOf(ByVal cells As Object) As Variant
    ValueOf = cells.Value
    If Not IsEmpty(ValueOf) Then Exit Function
    If cells.HasFormula Then ValueOf = CVErr(xlErrNA)
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

' Where Python runs, it answers whoever asks. The answer to the wizard is #N/A and never 0.
Private Function IsWizardWithoutPython() As Boolean
    If Not IsConnected() Then IsWizardWithoutPython = WizardIsOpen()
End Function

' The answer of a function that gives one value, or one for each cell of a range.
Public Function OneValue(ByVal functionName As String, ByVal arguments As Variant, _
        Optional ByVal explain As Boolean = False) As Variant
    Dim given As Variant
    If IsWizardWithoutPython() Then
        OneValue = CVErr(xlErrNA)
        Exit Function
    End If
    given = Answer(functionName, arguments, explain)
    If IsArray(given) Then
        OneValue = Filled(given, CVErr(xlErrNA), 1)
    Else
        OneValue = Shown(given, CVErr(xlErrNA))
    End If
End Function

' The answer of a function that gives a table. In one cell it spills in its own size. The number of
' rows, where it is given, fills it up without a caller to ask (LibreOffice has none).
Public Function Table(ByVal functionName As String, ByVal arguments As Variant, _
        Optional ByVal explain As Boolean = False, Optional ByVal rowCountGiven As Variant) As Variant
    Dim rowCount As Long
    If IsWizardWithoutPython() Then
        Table = CVErr(xlErrNA)
        Exit Function
    End If
    rowCount = 1
    If IsNumeric(rowCountGiven) Then
        If rowCountGiven > 1 And rowCountGiven <= MOST_ROWS Then rowCount = rowCountGiven
    End If
    Table = Filled(Answer(functionName, arguments, explain), "", rowCount)
End Function

' What was given in the size that the formula's cells have, and of so many rows at least: cells that
' it does not reach hold empty text. A single value for a single cell stays one.
Private Function Filled(ByVal given As Variant, ByVal none As Variant, ByVal leastRows As Long) As Variant
    Dim cells() As Variant
    Dim rowCount As Long, columnCount As Long, dimensions As Long
    Dim shownRows As Long, shownColumns As Long, firstRow As Long, firstColumn As Long
    Dim r As Long, c As Long
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
    If leastRows > shownRows Then shownRows = leastRows
    If dimensions = 0 And shownRows = 1 And shownColumns = 1 Then
        Filled = Shown(given, none)
        Exit Function
    End If
    ReDim cells(1 To shownRows, 1 To shownColumns)
    For r = 1 To shownRows
        For c = 1 To shownColumns
            If r > rowCount Or c > columnCount Then
                cells(r, c) = ""
            ElseIf dimensions = 2 Then
                cells(r, c) = ShownInArray(given(firstRow + r - 1, firstColumn + c - 1), none)
            ElseIf dimensions = 1 Then
                cells(r, c) = ShownInArray(given(firstColumn + c - 1), none)
            Else
                cells(r, c) = ShownInArray(given, none)
            End If
        Next
    Next
    Filled = cells
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

Private Function ShownInArray(ByVal value As Variant, ByVal none As Variant) As Variant
    ShownInArray = Shown(value, none)
    If VarType(ShownInArray) <> vbString Then Exit Function
    If Len(ShownInArray) > LONGEST_IN_ARRAY Then
        ShownInArray = Left(ShownInArray, LONGEST_IN_ARRAY - 1) & ChrW(ELLIPSIS)
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
