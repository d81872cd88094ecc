Attribute VB_Name = "xlcs_wizard"
Option Explicit
Option Private Module
' Whether Excel's function wizard is open: it asks at every keystroke, and must not start Python.

#If Mac Then
#Else
Private Declare PtrSafe Function FindWindowEx Lib "user32" Alias "FindWindowExA" ( _
    ByVal parent As LongPtr, ByVal after As LongPtr, _
    ByVal className As String, ByVal title As String) As LongPtr
Private Declare PtrSafe Function GetClassName Lib "user32" Alias "GetClassNameA" ( _
    ByVal window As LongPtr, ByVal className As String, ByVal room As Long) As Long
Private Declare PtrSafe Function IsWindowVisible Lib "user32" (ByVal window As LongPtr) As Long
Private Declare PtrSafe Function GetWindowThreadProcessId Lib "user32" ( _
    ByVal window As LongPtr, ByRef processId As Long) As Long
Private Declare PtrSafe Function GetCurrentProcessId Lib "kernel32" () As Long
#End If

' The class of its window is this and a version's letters.
Private Const WIZARD_CLASS As String = "bosa_sdm_"
Private Const LONGEST_CLASS As Long = 256
' The order of windows can change while they are gone through, which must not go on for ever.
Private Const MOST_WINDOWS As Long = 5000

' The mark that everybody uses, the disabled first control of an old toolbar, is there as well while
' Excel opens a CSV and recalculates; cells told #N/A then would stay so. A window is asked for too.
Public Function WizardIsOpen() As Boolean
    If Not ToolbarIsDisabled() Then Exit Function
    On Error GoTo cannotTell
    WizardIsOpen = HasWizardWindow()
cannotTell:
End Function

Private Function ToolbarIsDisabled() As Boolean
    Dim enabled As Boolean
    enabled = True
    On Error Resume Next
    enabled = Application.CommandBars("Standard").Controls(1).Enabled
    On Error GoTo 0
    ToolbarIsDisabled = Not enabled
End Function

#If Mac Then
Private Function HasWizardWindow() As Boolean
    HasWizardWindow = False
End Function
#Else
Private Function HasWizardWindow() As Boolean
    Dim window As LongPtr, count As Long, ours As Long, owner As Long
    ours = GetCurrentProcessId()
    window = FindWindowEx(0, 0, vbNullString, vbNullString)
    Do While window <> 0 And count < MOST_WINDOWS
        owner = 0
        GetWindowThreadProcessId window, owner
        If owner = ours Then
            If Left(ClassOf(window), Len(WIZARD_CLASS)) = WIZARD_CLASS Then
                If IsWindowVisible(window) <> 0 Then
                    HasWizardWindow = True
                    Exit Function
                End If
            End If
        End If
        count = count + 1
        window = FindWindowEx(0, window, vbNullString, vbNullString)
    Loop
End Function

Private Function ClassOf(ByVal window As LongPtr) As String
    Dim room As String
    room = String(LONGEST_CLASS, vbNullChar)
    ClassOf = Left(room, GetClassName(window, room, LONGEST_CLASS))
End Function
#End If
